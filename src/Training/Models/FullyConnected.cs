using SiameseSweep.Training.Onnx;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Models;

/// <summary>
/// A linear layer with PyTorch's default initial values; its parameters lie in the dispose scope it was made in until its owner
/// takes them out.
/// </summary>
internal sealed class FullyConnected(string name, int input, int output, Device device, ScalarType type, Generator generator) : IDisposable
{
    private readonly Tensor _weight = WeightInit.Uniform([output, input], 1 / Math.Sqrt(input), device, type, generator);
    private readonly Tensor _bias = WeightInit.Uniform([output], 1 / Math.Sqrt(input), device, type, generator);

    private Tensor? _weightGradient;
    private Tensor? _biasGradient;

    /// <summary>Trained parameters.</summary>
    public IEnumerable<NamedTensor> Parameters => [new($"{name}.weight", _weight), new($"{name}.bias", _bias)];

    /// <summary>[B, in] to [B, out].</summary>
    public Tensor Forward(Tensor x) => nn.functional.linear(x, _weight, _bias);

    /// <summary>Adds it to a graph.</summary>
    public OnnxValue Describe(OnnxGraph graph, OnnxValue x) => graph.Linear(x, _weight, _bias);

    /// <summary>
    /// As <see cref="Forward"/>, but a leaf: the graph ends here and <see cref="Backward"/> goes on. Each lane makes half of the
    /// outputs.
    /// </summary>
    public Tensor ForwardDetached(Tensor x, HalfStepRunner halves)
    {
        using (no_grad())
        using (NewDisposeScope())
        {
            if (!halves.IsParallel)
            {
                return Forward(x).requires_grad_(true).MoveToOuterDisposeScope();
            }

            int half = output / 2;
            Tensor y = empty([x.shape[0], output], x.dtype, x.device);
            halves.Run(() => Rows(0, half), () => Rows(half, output - half));
            return y.requires_grad_(true).MoveToOuterDisposeScope();

            void Rows(int from, int count)
            {
                using var guard = no_grad();
                using var scope = NewDisposeScope();
                y.narrow(1, from, count).copy_(nn.functional.linear(x, _weight.narrow(0, from, count), _bias.narrow(0, from, count)));
            }
        }
    }

    /// <summary>
    /// Sets the parameters' gradients, the weight's in memory that is used again at every step, and gives the input's. Each lane makes
    /// half of the weight gradient's rows and half of the input gradient's columns.
    /// </summary>
    /// <param name="x">[B, in], without a graph.</param>
    /// <param name="gradient">Of the output, [B, out].</param>
    /// <param name="halves">Who computes.</param>
    /// <returns>[B, in], the caller's.</returns>
    public Tensor Backward(Tensor x, Tensor gradient, HalfStepRunner halves)
    {
        using (no_grad())
        using (NewDisposeScope())
        {
            Tensor weightGradient = _weightGradient ??= empty_like(_weight, requires_grad: false).DetachFromDisposeScope();
            Tensor inputGradient = empty_like(x), rows = gradient.t().contiguous();
            int half = output / 2, middle = input / 2;
            halves.Run(() => Half(0, half, 0, middle), () => Half(half, output - half, middle, input - middle));
            _weight.grad = weightGradient;
            _biasGradient ??= empty_like(_bias, requires_grad: false).DetachFromDisposeScope();
            _biasGradient.copy_(gradient.sum([0L]));
            _bias.grad = _biasGradient;
            return inputGradient.DetachFromDisposeScope();

            void Half(int row, int rowCount, int column, int columnCount)
            {
                using var guard = no_grad();
                using var scope = NewDisposeScope();
                // beta 0: what was there is overwritten, NaN included.
                weightGradient.narrow(0, row, rowCount).addmm_(rows.narrow(0, row, rowCount), x, beta: 0, alpha: 1);
                inputGradient.narrow(1, column, columnCount).addmm_(gradient, _weight.narrow(1, column, columnCount), beta: 0, alpha: 1);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _weightGradient?.Dispose();
        _biasGradient?.Dispose();
        _weight.Dispose();
        _bias.Dispose();
    }
}
