using SiameseSweep.Training.Onnx;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Models.Layers;

/// <summary>
/// BatchNorm over images ([B, C, H, W]) or vectors ([B, C]) with PyTorch's defaults: momentum 0.1, epsilon 1e-5. Does not own its tensors.
/// PyTorch refuses to train on a single vector, which has no variance. Here it is normalized by the running statistics and not counted.
/// </summary>
internal sealed class BatchNorm(Tensor scale, Tensor shift, Tensor runningMean, Tensor runningVariance, Tensor batches)
{
    private const double Momentum = 0.1, Epsilon = 1e-5;

    /// <summary>Normalizes by the batch's statistics in training and counts them, else by the running ones.</summary>
    public Tensor Apply(Tensor x, bool training)
    {
        bool counted = training && x.numel() > x.shape[1];
        if (counted)
        {
            using var frozen = no_grad();
            batches.Increment();
        }

        return nn.functional.batch_norm(x, runningMean, runningVariance, scale, shift, counted, Momentum, Epsilon);
    }

    /// <summary>Adds it to a graph, as in evaluation.</summary>
    public OnnxValue Describe(OnnxGraph graph, OnnxValue x) => graph.BatchNorm(x, scale, shift, runningMean, runningVariance, Epsilon);

    /// <summary>The function in evaluation mode: x · scale + shift, both [C].</summary>
    public (Tensor Scale, Tensor Shift) InEvaluation()
    {
        Tensor factor = scale / runningVariance.Plus(Epsilon).sqrt();
        return (factor, shift - (runningMean * factor));
    }

    /// <summary>The tensors of a BatchNorm that adds <paramref name="shift"/> in evaluation mode, all but the count of batches.</summary>
    public static IEnumerable<NamedTensor> Adding(string name, Tensor shift) =>
    [
        new($"{name}.weight", ones_like(shift).Plus(Epsilon).sqrt()), new($"{name}.bias", shift),
        new($"{name}.running_mean", zeros_like(shift)), new($"{name}.running_var", ones_like(shift)),
    ];
}
