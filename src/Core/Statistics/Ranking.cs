using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Statistics;

/// <summary>A trial in the ranking.</summary>
/// <param name="Rank">From 1; null for trials without a value.</param>
/// <param name="Trial">Number from 0.</param>
/// <param name="Configuration">Its parameters.</param>
/// <param name="Value">Mean over its runs of each run's best epoch, by the sweep's metric; NaN when it has none.</param>
/// <param name="Low">Lower end of the 95 % interval; NaN when it cannot be told.</param>
/// <param name="High">Upper end of the 95 % interval; NaN when it cannot be told.</param>
/// <param name="TiedWithBest">Whether it cannot be told from the best.</param>
/// <param name="Runs">Its runs' states and values.</param>
/// <param name="Test">Means over its runs of the <c>test.*</c> metrics at each run's best epoch: reported, never chosen by.</param>
public sealed record RankedTrial(
    int? Rank, int Trial, RunConfiguration Configuration, double Value, double Low, double High, bool TiedWithBest,
    IReadOnlyList<RankedRun> Runs, IReadOnlyDictionary<string, double> Test);

/// <summary>A run in the ranking.</summary>
/// <param name="Run">The run.</param>
/// <param name="State">Where it stands.</param>
/// <param name="BestEpoch">Epoch of its value; null when nothing was evaluated.</param>
/// <param name="Value">The sweep's metric at that epoch; NaN when nothing finite was evaluated, or the run failed or is hopeless.</param>
public sealed record RankedRun(RunId Run, RunState State, int? BestEpoch, double Value)
{
    /// <summary>Whether it failed, is hopeless (collapsed or at chance), or ended with nothing but values that are not finite.</summary>
    public bool Lost { get; init; }
}

/// <summary>A baseline in the ranking: what the same pairs give without training.</summary>
/// <param name="Method">Name of a <see cref="Baseline"/>.</param>
/// <param name="Value">Mean over runs by the sweep's metric.</param>
/// <param name="Test">Means of the <c>test.*</c> metrics.</param>
public sealed record RankedBaseline(string Method, double Value, IReadOnlyDictionary<string, double> Test);

/// <summary>A sweep's result, told honestly.</summary>
/// <param name="Metric">What it is ordered by.</param>
/// <param name="Trials">Best first; failed and empty ones last.</param>
/// <param name="Baselines">In their own rows.</param>
/// <param name="BestRun">The best trial's run nearest its trial's mean, which <c>download SWEEP</c> gives; null when no trial has a value.</param>
/// <param name="Warnings">Sentences: single runs rank luck; the best does not beat a baseline …</param>
public sealed record Ranking(
    MetricSpec Metric, IReadOnlyList<RankedTrial> Trials, IReadOnlyList<RankedBaseline> Baselines, RunId? BestRun,
    IReadOnlyList<string> Warnings);
