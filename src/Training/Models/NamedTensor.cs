using static TorchSharp.torch;

namespace SiameseSweep.Training.Models;

/// <summary>A tensor under the name it has in files.</summary>
/// <param name="Name">Such as <c>cnn1.1.weight</c>.</param>
/// <param name="Tensor">Not owned.</param>
public readonly record struct NamedTensor(string Name, Tensor Tensor);
