using SiameseSweep.Core.Models;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Models.Layers;
using SiameseSweep.Training.Onnx;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Models;

/// <summary>
/// The convnet's four blocks: convolution 3×3 (padding 1, no bias), BatchNorm, ReLU, with widths w, 2w, 4w, 8w; max pooling by 2 after
/// the first three. Names are those of an <c>nn.Sequential</c> of these layers.
/// </summary>
internal sealed class ConvnetFeatures : IFeatureExtractor
{
    private const int Blocks = 4, LayersPerBlock = 4;

    private readonly (Convolution Convolution, BatchNorm Norm)[] _blocks = new (Convolution, BatchNorm)[Blocks];

    /// <summary>Makes the blocks.</summary>
    /// <param name="layers">Makes their layers.</param>
    /// <param name="configuration">Width and input count.</param>
    public ConvnetFeatures(NetworkLayers layers, RunConfiguration configuration)
    {
        int width = configuration.Width;
        int before = configuration.Input.Channels;
        for (int block = 0; block < Blocks; block++)
        {
            int after = width << block, index = LayersPerBlock * block;
            _blocks[block] = (layers.Convolution($"features.{index}", before, after), layers.BatchNorm($"features.{index + 1}", after));
            before = after;
        }

        Channels = before;
    }

    /// <inheritdoc/>
    public int Channels { get; }

    /// <inheritdoc/>
    public Tensor Apply(Tensor images, bool training)
    {
        Tensor x = images;
        for (int block = 0; block < Blocks; block++)
        {
            (Convolution convolution, BatchNorm norm) = _blocks[block];
            x = norm.Apply(convolution.Apply(x), training).relu_();
            x = block < Blocks - 1 ? Pooling.MaxByTwo(x) : x;
        }

        return x;
    }

    /// <inheritdoc/>
    public OnnxValue Describe(OnnxGraph graph, OnnxValue images)
    {
        OnnxValue x = images;
        for (int block = 0; block < Blocks; block++)
        {
            (Convolution convolution, BatchNorm norm) = _blocks[block];
            x = graph.Relu(norm.Describe(graph, convolution.Describe(graph, x)));
            x = block < Blocks - 1 ? graph.MaxByTwo(x) : x;
        }

        return x;
    }
}
