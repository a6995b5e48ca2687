using static TorchSharp.torch;

namespace SiameseSweep.Training.Models.Layers;

/// <summary>
/// Makes the layers of a network with PyTorch's default initial values and lists their tensors in the order of making, which is to be
/// that of the PyTorch module's <c>state_dict</c>. Tensors lie in the caller's dispose scope until <see cref="Keep"/>.
/// </summary>
internal sealed class NetworkLayers(Device device, ScalarType type, Generator generator) : IDisposable
{
    private readonly List<NamedTensor> _parameters = [], _state = [];

    /// <summary>The tensors that the optimizer steps.</summary>
    public IReadOnlyList<NamedTensor> Parameters => _parameters;

    /// <summary>Parameters and BatchNorm's statistics.</summary>
    public IReadOnlyList<NamedTensor> State => _state;

    /// <summary>Makes a convolution without bias.</summary>
    /// <param name="name">Of the module.</param>
    /// <param name="input">Channels in.</param>
    /// <param name="output">Channels out.</param>
    /// <param name="side">Side of the square kernel, odd; the image is padded with zeros by half of it.</param>
    /// <param name="stride">Step from an output pixel to the next.</param>
    public Convolution Convolution(string name, int input, int output, int side = 3, int stride = 1)
    {
        double bound = 1 / Math.Sqrt((double)input * side * side);
        Tensor weight = WeightInit.Uniform([output, input, side, side], bound, device, type, generator);
        return new Convolution(Parameter($"{name}.weight", weight), stride, side / 2);
    }

    /// <summary>Makes a linear layer without bias.</summary>
    /// <returns>Its weight, [out, in].</returns>
    public Tensor Linear(string name, int input, int output) =>
        Parameter($"{name}.weight", WeightInit.Uniform([output, input], 1 / Math.Sqrt(input), device, type, generator));

    /// <summary>Makes a BatchNorm.</summary>
    public BatchNorm BatchNorm(string name, int channels) => new(
        Parameter($"{name}.weight", ones(channels, type, device, requires_grad: true)),
        Parameter($"{name}.bias", zeros(channels, type, device, requires_grad: true)),
        Buffer($"{name}.running_mean", zeros(channels, type, device)),
        Buffer($"{name}.running_var", ones(channels, type, device)),
        Buffer($"{name}.num_batches_tracked", zeros([], ScalarType.Int64, device)));

    /// <summary>Takes the tensors out of the dispose scope they were made in; from then on this object owns them.</summary>
    public void Keep() => _state.ForEach(t => t.Tensor.DetachFromDisposeScope());

    /// <inheritdoc/>
    public void Dispose() => _state.ForEach(t => t.Tensor.Dispose());

    private Tensor Parameter(string name, Tensor tensor)
    {
        _parameters.Add(new NamedTensor(name, tensor));
        return Buffer(name, tensor);
    }

    private Tensor Buffer(string name, Tensor tensor)
    {
        _state.Add(new NamedTensor(name, tensor));
        return tensor;
    }
}
