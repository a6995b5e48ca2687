using SiameseSweep.Training.Models.Layers;
using SiameseSweep.Training.Onnx;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Models;

/// <summary>
/// Two convolutions 3×3, each with BatchNorm, a ReLU between them and one after the input is added. Where the width changes, the first
/// convolution and the input's projection (1×1 convolution, BatchNorm) have a stride of 2.
/// </summary>
internal sealed class ResidualBlock
{
    private readonly Convolution _first, _second;
    private readonly BatchNorm _firstNorm, _secondNorm;
    private readonly (Convolution Convolution, BatchNorm Norm)? _projection;

    /// <summary>Makes a block.</summary>
    /// <param name="layers">Makes its layers.</param>
    /// <param name="name">Of the block's module.</param>
    /// <param name="input">Channels in.</param>
    /// <param name="output">Channels out.</param>
    public ResidualBlock(NetworkLayers layers, string name, int input, int output)
    {
        int stride = input == output ? 1 : 2;
        _first = layers.Convolution($"{name}.conv1", input, output, stride: stride);
        _firstNorm = layers.BatchNorm($"{name}.bn1", output);
        _second = layers.Convolution($"{name}.conv2", output, output);
        _secondNorm = layers.BatchNorm($"{name}.bn2", output);
        if (stride != 1)
        {
            Convolution convolution = layers.Convolution($"{name}.shortcut.0", input, output, side: 1, stride);
            _projection = (convolution, layers.BatchNorm($"{name}.shortcut.1", output));
        }
    }

    /// <summary>[B, in, H, W] to [B, out, ⌈H / stride⌉, ⌈W / stride⌉].</summary>
    public Tensor Apply(Tensor x, bool training)
    {
        Tensor inner = _firstNorm.Apply(_first.Apply(x), training).relu_();
        Tensor residual = _secondNorm.Apply(_second.Apply(inner), training);
        Tensor shortcut = _projection is { } p ? p.Norm.Apply(p.Convolution.Apply(x), training) : x;
        return residual.Plus(shortcut).relu_();
    }

    /// <summary>Adds it to a graph, as in evaluation.</summary>
    public OnnxValue Describe(OnnxGraph graph, OnnxValue x)
    {
        OnnxValue inner = graph.Relu(_firstNorm.Describe(graph, _first.Describe(graph, x)));
        OnnxValue residual = _secondNorm.Describe(graph, _second.Describe(graph, inner));
        OnnxValue shortcut = _projection is { } p ? p.Norm.Describe(graph, p.Convolution.Describe(graph, x)) : x;
        return graph.Relu(graph.Add(residual, shortcut));
    }
}
