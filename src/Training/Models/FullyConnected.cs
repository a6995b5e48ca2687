using static TorchSharp.torch;

namespace SiameseSweep.Training.Models;

/// <summary>A linear layer with PyTorch's default initial values.</summary>
internal sealed class FullyConnected(string name, int input, int output, Device device, ScalarType type, Generator generator) : IDisposable
{
    private readonly Tensor _weight = Initial.Uniform([output, input], 1 / Math.Sqrt(input), device, type, generator);
    private readonly Tensor _bias = Initial.Uniform([output], 1 / Math.Sqrt(input), device, type, generator);

    /// <summary>What the optimizer steps.</summary>
    public IEnumerable<NamedTensor> Parameters => [new($"{name}.weight", _weight), new($"{name}.bias", _bias)];

    /// <summary>[B, in] to [B, out].</summary>
    public Tensor Forward(Tensor x) => nn.functional.linear(x, _weight, _bias);

    /// <inheritdoc/>
    public void Dispose()
    {
        _weight.Dispose();
        _bias.Dispose();
    }
}
