using static TorchSharp.torch;

namespace SiameseSweep.Training.Models;

/// <summary>A linear layer with PyTorch's default initial values; its parameters lie in the dispose scope it was made in until its owner takes them out.</summary>
internal sealed class FullyConnected(string name, int input, int output, Device device, ScalarType type, Generator generator) : IDisposable
{
    private readonly Tensor _weight = Initial.Uniform([output, input], 1 / Math.Sqrt(input), device, type, generator);
    private readonly Tensor _bias = Initial.Uniform([output], 1 / Math.Sqrt(input), device, type, generator);

    private Tensor? _weightGradient;
    private Tensor? _biasGradient;

    /// <summary>What the optimizer steps.</summary>
    public IEnumerable<NamedTensor> Parameters => [new($"{name}.weight", _weight), new($"{name}.bias", _bias)];

    /// <summary>[B, in] to [B, out].</summary>
    public Tensor Forward(Tensor x) => nn.functional.linear(x, _weight, _bias);

    /// <summary>As <see cref="Forward"/>, but a leaf: the graph ends here and <see cref="Backward"/> goes on.</summary>
    public Tensor ForwardDetached(Tensor x)
    {
        using (no_grad())
        {
            return Forward(x).detach().requires_grad_(true);
        }
    }

    /// <summary>Sets the parameters' gradients, the weight's in memory that is used again at every step, and gives the input's.</summary>
    /// <param name="x">[B, in].</param>
    /// <param name="gradient">Of the output, [B, out].</param>
    /// <returns>[B, in], the caller's.</returns>
    public Tensor Backward(Tensor x, Tensor gradient)
    {
        using (no_grad())
        using (NewDisposeScope())
        {
            _weightGradient ??= empty_like(_weight, requires_grad: false).DetachFromDisposeScope();
            _weightGradient.addmm_(gradient.t(), x.detach(), beta: 0, alpha: 1); // beta 0: what was there is overwritten, NaN included
            _weight.grad = _weightGradient;
            _biasGradient ??= empty_like(_bias, requires_grad: false).DetachFromDisposeScope();
            _biasGradient.copy_(gradient.sum([0L]));
            _bias.grad = _biasGradient;
            return gradient.matmul(_weight).DetachFromDisposeScope();
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
