namespace SiameseSweep.Training.Onnx;

/// <summary>A tensor that flows through an <see cref="OnnxGraph"/>.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Shape">Its sizes without the first, which is the number of images.</param>
internal readonly record struct OnnxValue(string Name, int[] Shape)
{
    /// <summary>Channels of a map, or length of a vector.</summary>
    public int Channels => Shape[0];
}
