using SiameseSweep.Core.Sweeps;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Models;

/// <summary>The facts that a network is made from.</summary>
/// <param name="Configuration">Model, image size, embedding size, width, normalization, dropout and input count.</param>
/// <param name="Key">Decides the initial values.</param>
/// <param name="Device">Where it lies.</param>
/// <param name="Type">Single precision, or double in tests.</param>
public sealed record ModelRequest(RunConfiguration Configuration, ulong Key, Device Device, ScalarType Type = ScalarType.Float32);
