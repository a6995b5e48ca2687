using SiameseSweep.Training.Onnx;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Models;

/// <summary>The convolutional part of a <see cref="PooledNetwork"/>.</summary>
internal interface IFeatureExtractor
{
    /// <summary>Channels of the map.</summary>
    int Channels { get; }

    /// <summary>[B, C, S, S] to a map [B, <see cref="Channels"/>, H, W] with H and W of at least 3.</summary>
    /// <param name="images">The input.</param>
    /// <param name="training">Whether BatchNorm takes the batch's statistics, and counts them.</param>
    Tensor Apply(Tensor images, bool training);

    /// <summary>Adds the mathematics of <see cref="Apply"/> in evaluation to a graph.</summary>
    OnnxValue Describe(OnnxGraph graph, OnnxValue images);
}
