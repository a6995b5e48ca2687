using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Results;

/// <summary>A trial's result: the mean over its runs that have a value (CONTRACT §2).</summary>
public sealed class TrialResult
{
    /// <summary>Judges a trial.</summary>
    /// <param name="trial">Number from 0.</param>
    /// <param name="runs">All its runs, ordered by replicate, then fold; also those that have not begun.</param>
    public TrialResult(int trial, IReadOnlyList<RunResult> runs)
    {
        Trial = trial;
        Runs = runs;
        Lost = runs.Any(r => r.Lost);
        Valued = [.. runs.Where(r => double.IsFinite(r.Value))];
        Value = Lost || Valued.Count == 0 ? double.NaN : Valued.Average(r => r.Value);
    }

    /// <summary>Number from 0.</summary>
    public int Trial { get; }

    /// <summary>All its runs.</summary>
    public IReadOnlyList<RunResult> Runs { get; }

    /// <summary>Its runs that have a value.</summary>
    public IReadOnlyList<RunResult> Valued { get; }

    /// <summary>Mean of its runs' values; NaN when a run is lost or none has a value.</summary>
    public double Value { get; }

    /// <summary>Whether a run of it is lost, so that it has no value whatever the others have.</summary>
    public bool Lost { get; }

    /// <summary>Whether no run of it can report any more.</summary>
    public bool Ended => Runs.All(r => r.State.IsFinal());

    /// <summary>The alarm that stands against one of its runs, a collapse first; null when there is none.</summary>
    public RunAlarm? Alarm => Runs.Min(r => r.Alarm);

    /// <summary>
    /// Returns whether it has ended with a value at least as good as the metric's target, after which a sweep proposes nothing
    /// more.
    /// </summary>
    public bool Reaches(MetricSpec metric) =>
        Ended && metric.Target is { } target && double.IsFinite(Value) && !metric.IsBetter(target, Value);

    /// <summary>
    /// Returns the order of a ranking: the best value first, then trials without a value, then those that lost a run; among equals
    /// the earlier trial.
    /// </summary>
    public static IComparer<TrialResult> Order(MetricSpec metric) =>
        Comparer<TrialResult>.Create((a, b) => Place(a, metric).CompareTo(Place(b, metric)));

    private static (bool Lost, bool WithoutValue, double Cost, int Trial) Place(TrialResult trial, MetricSpec metric) =>
        (trial.Lost, double.IsNaN(trial.Value), metric.Cost(trial.Value), trial.Trial);
}
