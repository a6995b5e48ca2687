using SiameseSweep.Core.Models;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Models.Layers;
using SiameseSweep.Training.Onnx;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Models;

/// <summary>
/// Three stages of two residual blocks with widths w, 2w, 4w, after a convolution 3×3 to w channels: the network for CIFAR-10 of He et al.,
/// "Deep Residual Learning for Image Recognition" (CVPR 2016, section 4.2) with n = 2, and projections where the width doubles. The first
/// blocks of the second and third stage halve the map by a stride of 2.
/// </summary>
internal sealed class ResnetFeatures : IFeatureExtractor
{
    private const int Stages = 3, BlocksPerStage = 2;

    private readonly Convolution _stem;
    private readonly BatchNorm _stemNorm;
    private readonly ResidualBlock[] _blocks = new ResidualBlock[Stages * BlocksPerStage];

    /// <summary>Makes the stages.</summary>
    /// <param name="layers">Makes their layers.</param>
    /// <param name="configuration">Width and input count.</param>
    public ResnetFeatures(NetworkLayers layers, RunConfiguration configuration)
    {
        int width = configuration.Width;
        _stem = layers.Convolution("stem.0", configuration.Input.Channels, width);
        _stemNorm = layers.BatchNorm("stem.1", width);
        int before = width;
        for (int block = 0; block < _blocks.Length; block++)
        {
            int stage = block / BlocksPerStage, after = width << stage;
            _blocks[block] = new ResidualBlock(layers, $"stages.{stage}.{block % BlocksPerStage}", before, after);
            before = after;
        }

        Channels = before;
    }

    /// <inheritdoc/>
    public int Channels { get; }

    /// <inheritdoc/>
    public Tensor Apply(Tensor images, bool training) =>
        _blocks.Aggregate(_stemNorm.Apply(_stem.Apply(images), training).relu_(), (x, block) => block.Apply(x, training));

    /// <inheritdoc/>
    public OnnxValue Describe(OnnxGraph graph, OnnxValue images) => _blocks.Aggregate(
        graph.Relu(_stemNorm.Describe(graph, _stem.Describe(graph, images))), (x, block) => block.Describe(graph, x));
}
