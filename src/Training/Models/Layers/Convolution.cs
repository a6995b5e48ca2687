using SiameseSweep.Training.Onnx;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Models.Layers;

/// <summary>A convolution without bias on images padded with zeros; does not own its weight.</summary>
internal sealed class Convolution(Tensor weight, int stride, int padding)
{
    private readonly long[] _strides = [stride, stride], _padding = [padding, padding];

    /// <summary>[B, in, H, W] to [B, out, ⌈H / stride⌉, ⌈W / stride⌉].</summary>
    public Tensor Apply(Tensor x) => nn.functional.conv2d(x, weight, strides: _strides, padding: _padding);

    /// <summary>Adds it to a graph.</summary>
    public OnnxValue Describe(OnnxGraph graph, OnnxValue x) => graph.Convolution(x, weight, stride: stride, padding: padding);
}
