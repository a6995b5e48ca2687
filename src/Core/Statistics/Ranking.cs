using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Statistics;

/// <summary>A trial in the ranking.</summary>
/// <param name="Rank">From 1; null for trials without a value.</param>
/// <param name="Result">Its runs and its value.</param>
/// <param name="Configuration">Its parameters.</param>
/// <param name="Low">Lower end of the 95 % interval; NaN when it cannot be told.</param>
/// <param name="High">Upper end of the 95 % interval; NaN when it cannot be told.</param>
/// <param name="TiedWithBest">Whether it cannot be told from the best. A trial with an alarm never is.</param>
/// <param name="Test">Means over its runs of the <c>test.*</c> metrics at each run's best epoch: reported, never chosen by.</param>
public sealed record RankedTrial(
    int? Rank, TrialResult Result, RunConfiguration Configuration, double Low, double High, bool TiedWithBest,
    IReadOnlyDictionary<string, double> Test)
{
    /// <summary>Number from 0.</summary>
    public int Trial => Result.Trial;

    /// <summary>Mean over its runs of each run's best epoch, by the sweep's metric; NaN when it has none.</summary>
    public double Value => Result.Value;

    /// <summary>Its runs' states and values.</summary>
    public IReadOnlyList<RunResult> Runs => Result.Runs;

    /// <summary>The alarm that stands against one of its runs; null when there is none.</summary>
    public RunAlarm? Alarm => Result.Alarm;
}

/// <summary>A baseline in the ranking: what the same pairs give without training.</summary>
/// <param name="Method">Name of a <see cref="Baseline"/>.</param>
/// <param name="Value">Mean over runs by the sweep's metric.</param>
/// <param name="Test">Means of the <c>test.*</c> metrics.</param>
public sealed record RankedBaseline(string Method, double Value, IReadOnlyDictionary<string, double> Test);

/// <summary>The winner trained again on training and validation people. Never ranked: it is judged by the test people.</summary>
/// <param name="Result">Its runs and its value.</param>
/// <param name="Terms">Winner and threshold.</param>
/// <param name="Metric">Metric of the test people by which its value is told.</param>
/// <param name="Low">Lower end of the 95 % interval; NaN when it cannot be told.</param>
/// <param name="High">Upper end of the 95 % interval; NaN when it cannot be told.</param>
/// <param name="Test">Means over its runs of the <c>test.*</c> metrics.</param>
/// <param name="BestRun">The run nearest the mean, which <c>download SWEEP</c> gives; null before all runs have ended.</param>
public sealed record RankedRefit(
    TrialResult Result, RefitTerms Terms, string Metric, double Low, double High, IReadOnlyDictionary<string, double> Test, RunId? BestRun);

/// <summary>A sweep's result, told honestly.</summary>
/// <param name="Metric">What it is ordered by.</param>
/// <param name="Trials">Best first; failed and empty ones last.</param>
/// <param name="Baselines">In their own rows.</param>
/// <param name="BestRun">The best trial's run nearest its trial's mean, which <c>download SWEEP</c> gives; null when no trial has a
/// value.</param>
/// <param name="Warnings">Sentences: single runs rank luck; the best does not beat a baseline …</param>
public sealed record Ranking(
    MetricSpec Metric, IReadOnlyList<RankedTrial> Trials, IReadOnlyList<RankedBaseline> Baselines, RunId? BestRun,
    IReadOnlyList<string> Warnings)
{
    /// <summary>The newest refit; null when there is none.</summary>
    public RankedRefit? Refit { get; init; }

    /// <summary>The run whose checkpoint stands for the sweep: the refit's where there is one, else the best trial's.</summary>
    public RunId? ChosenRun => Refit?.BestRun ?? BestRun;

    /// <summary>Returns the number of runs against which an alarm stands, whether or not the sweep ended them for it.</summary>
    public int CountAlarmed(RunAlarm alarm) => Trials.Sum(t => t.Runs.Count(r => r.Alarm == alarm));
}
