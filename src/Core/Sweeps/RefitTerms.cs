namespace SiameseSweep.Core.Sweeps;

/// <summary>A trial that trains a sweep's winner again, on its training and validation people.</summary>
/// <param name="Winner">Number of the trial that it repeats.</param>
/// <param name="Threshold">Mean of the winner's thresholds, at which its test metrics are judged: it has no validation people.</param>
public sealed record RefitTerms(int Winner, double Threshold);
