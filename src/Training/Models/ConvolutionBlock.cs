using SiameseSweep.Training.Onnx;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Models;

/// <summary>
/// One block of the seed's <c>cnn1</c>: reflection padding by 1, 3×3 convolution, ReLU, BatchNorm, in this order; in the first
/// listing followed by Dropout2d. BatchNorm's momentum 0.1 and epsilon 1e-5 are PyTorch's defaults.
/// </summary>
internal sealed class ConvolutionBlock : IDisposable
{
    /// <summary>Added to a variance before its root.</summary>
    public const double Epsilon = 1e-5;

    private const double Momentum = 0.1;

    private readonly string _convolution;
    private readonly string _norm;
    private readonly Tensor _weight;
    private readonly Tensor _bias;
    private readonly Tensor _scale;
    private readonly Tensor _shift;
    private readonly Tensor _runningMean;
    private readonly Tensor _runningVariance;
    private readonly Tensor _batches;

    /// <summary>
    /// Makes a block with PyTorch's default initial values, drawn from <paramref name="generator"/>; its tensors lie in the
    /// caller's dispose scope.
    /// </summary>
    /// <param name="index">Index of the padding layer in the seed's Sequential.</param>
    /// <param name="input">Channels in.</param>
    /// <param name="output">Channels out.</param>
    /// <param name="device">Where it lies.</param>
    /// <param name="type">Single precision, or double in tests.</param>
    /// <param name="generator">The run's, on the host.</param>
    public ConvolutionBlock(int index, int input, int output, Device device, ScalarType type, Generator generator)
    {
        _convolution = $"cnn1.{index + 1}";
        _norm = $"cnn1.{index + 3}";
        Output = output;
        double bound = 1 / Math.Sqrt(input * 9);
        _weight = WeightInit.Uniform([output, input, 3, 3], bound, device, type, generator);
        _bias = WeightInit.Uniform([output], bound, device, type, generator);
        _scale = ones(output, type, device, requires_grad: true);
        _shift = zeros(output, type, device, requires_grad: true);
        _runningMean = zeros(output, type, device);
        _runningVariance = ones(output, type, device);
        _batches = zeros([], int64, device);
    }

    /// <summary>The last layer's name.</summary>
    public string Name => _norm;

    /// <summary>Channels out.</summary>
    public int Output { get; }

    /// <summary>[out, in, 3, 3].</summary>
    public Tensor Weight => _weight;

    /// <summary>Trained parameters: the convolution's weight and bias, BatchNorm's weight and bias.</summary>
    public IEnumerable<NamedTensor> Parameters =>
    [
        new($"{_convolution}.weight", _weight), new($"{_convolution}.bias", _bias),
        new($"{_norm}.weight", _scale), new($"{_norm}.bias", _shift),
    ];

    /// <summary>BatchNorm's running statistics.</summary>
    public IEnumerable<NamedTensor> Buffers =>
    [
        new($"{_norm}.running_mean", _runningMean), new($"{_norm}.running_var", _runningVariance),
        new($"{_norm}.num_batches_tracked", _batches),
    ];

    /// <summary>[B, in, S, S] to [B, out, S, S] by the running statistics.</summary>
    public Tensor Embed(Tensor x) =>
        nn.functional.batch_norm(Convolve(x), _runningMean, _runningVariance, _scale, _shift, false, Momentum, Epsilon);

    /// <summary>Adds the mathematics of <see cref="Embed"/> to a graph.</summary>
    public OnnxValue Describe(OnnxGraph graph, OnnxValue x)
    {
        OnnxValue convolved = graph.Relu(graph.Convolution(graph.ReflectionPad(x), _weight, _bias));
        return graph.BatchNorm(convolved, _scale, _shift, _runningMean, _runningVariance, Epsilon);
    }

    /// <summary>
    /// [B, in, S, S] to [B, out, S, S] by the batch's own statistics, which go to <paramref name="statistics"/> and not yet into the
    /// running ones: branches may be computed side by side, but count in their order.
    /// </summary>
    public Tensor Train(Tensor x, out BatchStatistics statistics)
    {
        statistics = new BatchStatistics(
            zeros_like(_runningMean).DetachFromDisposeScope(),
            zeros_like(_runningVariance).DetachFromDisposeScope());
        // With a momentum of 1 what comes out as "running" is the batch's own.
        return nn.functional.batch_norm(Convolve(x), statistics.Mean, statistics.Variance, _scale, _shift, true, 1, Epsilon);
    }

    /// <summary>Counts a batch in the running statistics, and lets its statistics go.</summary>
    public void Count(BatchStatistics statistics)
    {
        using (no_grad())
        using (statistics)
        {
            _batches.Increment();
            _runningMean.MoveTowards(statistics.Mean, Momentum);
            _runningVariance.MoveTowards(statistics.Variance, Momentum);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NamedTensor tensor in Parameters.Concat(Buffers))
        {
            tensor.Tensor.Dispose();
        }
    }

    private Tensor Convolve(Tensor x) => nn.functional.conv2d(ReflectionPadding.Pad(x), _weight, _bias).relu_();
}
