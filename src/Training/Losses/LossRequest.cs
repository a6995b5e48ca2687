using SiameseSweep.Core.Sweeps;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Losses;

/// <summary>Validated inputs of a loss.</summary>
/// <param name="Configuration">The trial's parameters.</param>
/// <param name="Margin">Inside the loss's domain; NaN for a loss without one.</param>
/// <param name="Scale">Inside the loss's domain; NaN for a loss without one.</param>
/// <param name="TrainingPeople">At least 2.</param>
/// <param name="Device">Where parameters lie.</param>
/// <param name="Key">The run's key.</param>
internal sealed record LossRequest(
    RunConfiguration Configuration, double Margin, double Scale, int TrainingPeople, Device Device, ulong Key);
