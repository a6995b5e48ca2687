using static TorchSharp.torch;

namespace SiameseSweep.Training.Models.Kernels;

/// <summary>
/// One block's part of a branch's step: its weights as the kernels want them, the batch's statistics, and the gradients it gets.
/// </summary>
internal sealed class BlockBuffers
{
    private readonly ConvolutionBlock _block;

    public BlockBuffers(ConvolutionBlock block)
    {
        _block = block;
        (Output, Input) = ((int)block.Weight.shape[0], (int)block.Weight.shape[1]);
        (Forward, Backward) = (new float[Input * 9 * Output], new float[Output * 9 * Input]);
        (Bias, Scale, Shift) = (new float[Output], new float[Output], new float[Output]);
        (Mean, InverseDeviation) = (new float[Output], new float[Output]);
        WeightGradient = new double[Output * Input * 9];
        (BiasGradient, ScaleGradient, ShiftGradient) = (new double[Output], new double[Output], new double[Output]);
    }

    /// <summary>Channels in.</summary>
    public int Input { get; }

    /// <summary>Channels out.</summary>
    public int Output { get; }

    /// <summary>[in, 3, 3, out].</summary>
    public float[] Forward { get; }

    /// <summary>[out, 3, 3, in], turned by half a turn: what correlates an output's gradient to the input's.</summary>
    public float[] Backward { get; }

    public float[] Bias { get; private set; }

    /// <summary>BatchNorm's weight.</summary>
    public float[] Scale { get; private set; }

    /// <summary>BatchNorm's bias.</summary>
    public float[] Shift { get; private set; }

    /// <summary>Of the batch, by channel.</summary>
    public float[] Mean { get; }

    /// <summary>1/√(variance + ε) of the batch, by channel.</summary>
    public float[] InverseDeviation { get; }

    /// <summary>[out, in, 3, 3].</summary>
    public double[] WeightGradient { get; }

    public double[] BiasGradient { get; }

    public double[] ScaleGradient { get; }

    public double[] ShiftGradient { get; }

    /// <summary>Every gradient in the order of the block's parameters.</summary>
    public double[][] Gradients => [WeightGradient, BiasGradient, ScaleGradient, ShiftGradient];

    /// <summary>Takes the parameters as they are now, and forgets gradients.</summary>
    public void Begin()
    {
        Tensor[] parameters = [.. _block.Parameters.Select(p => p.Tensor)];
        float[] weights = Values(parameters[0]);
        (Bias, Scale, Shift) = (Values(parameters[1]), Values(parameters[2]), Values(parameters[3]));
        for (int o = 0; o < Output; o++)
        {
            for (int i = 0; i < Input; i++)
            {
                for (int k = 0; k < 9; k++)
                {
                    float weight = weights[(((o * Input) + i) * 9) + k];
                    Forward[(((i * 9) + k) * Output) + o] = weight;
                    Backward[(((o * 9) + 8 - k) * Input) + i] = weight;
                }
            }
        }

        foreach (double[] gradient in Gradients)
        {
            Array.Clear(gradient);
        }
    }

    /// <summary>Takes a channel's statistics over <paramref name="count"/> values.</summary>
    /// <returns>The unbiased variance, which the running one is made of.</returns>
    public float Normalize(int channel, float mean, double squares, double count)
    {
        Mean[channel] = mean;
        InverseDeviation[channel] = (float)(1 / Math.Sqrt((squares / count) + ConvolutionBlock.Epsilon));
        return (float)(squares / Math.Max(1, count - 1));
    }

    private static float[] Values(Tensor parameter)
    {
        using Tensor detached = parameter.detach();
        return detached.data<float>().ToArray();
    }
}
