using System.Text.Json.Serialization;
using SiameseSweep.Core.Results;
using SiameseSweep.Training.Evaluation;

namespace SiameseSweep.Training.Checkpoints;

/// <summary>Position of a training run between two steps, without its tensors. Stored as JSON in the resume file.</summary>
/// <param name="Epoch">The running epoch, from 1.</param>
/// <param name="StepInEpoch">Steps done in it.</param>
/// <param name="Step">Steps done in all.</param>
/// <param name="BestEpoch">Best epoch so far; null before the first.</param>
/// <param name="BestValue">Its metric.</param>
/// <param name="EpochLosses">Losses of the running epoch.</param>
/// <param name="Health">The last evaluated epochs, for the hopeless rule.</param>
/// <param name="ToldHopeless">Whether the run's event was sent, and none since that it recovered.</param>
/// <param name="LastMetrics">Of the last evaluated epoch: checkpoints between two evaluations carry its threshold; null before the
/// first.</param>
/// <param name="BestAuc">The metric <c>validation.auc</c> at the best epoch, which decides among equals; NaN where it is not known,
/// as in states of older builds.</param>
internal sealed record ResumePoint(
    int Epoch, int StepInEpoch, int Step, int? BestEpoch, double BestValue, float[] EpochLosses, EpochHealth[] Health, bool ToldHopeless,
    EvaluationMetrics? LastMetrics, double BestAuc = double.NaN)
{
    /// <summary>The best epoch so far; null before the first.</summary>
    [JsonIgnore]
    public EpochResult? Best => BestEpoch is { } epoch ? new EpochResult(epoch, BestValue, BestAuc) : null;

    /// <summary>Before the first step.</summary>
    public static ResumePoint Start { get; } = new(1, 0, 0, null, double.NaN, [], [], false, null);
}
