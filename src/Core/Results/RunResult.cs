using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Results;

/// <summary>A run's result. Runs that were pruned or stopped count by the best epoch they had, and so do running ones.</summary>
/// <param name="Run">The run.</param>
/// <param name="State">Its state.</param>
/// <param name="Best">Its best epoch; null when no evaluated epoch has a finite value.</param>
/// <param name="Lost">
/// Whether it has no value and its trial none either: it failed, ended itself as hopeless, or ended with nothing but values that
/// are not finite.
/// </param>
public sealed record RunResult(RunId Run, RunState State, EpochResult? Best, bool Lost)
{
    /// <summary>The alarm that stands against it, whether or not the sweep ends such runs; null when there is none.</summary>
    public RunAlarm? Alarm { get; init; }

    /// <summary>Number of its best epoch; null when there is none.</summary>
    public int? BestEpoch => Best?.Epoch;

    /// <summary>The sweep's metric at its best epoch; NaN when it is lost or has no best epoch.</summary>
    public double Value => Lost || Best is not { } best ? double.NaN : best.Value;

    /// <summary>Judges a run.</summary>
    /// <param name="metric">The sweep's metric.</param>
    /// <param name="run">The run.</param>
    /// <param name="state">Its state.</param>
    /// <param name="hopeless">Whether it ended itself because it collapsed or stayed at chance.</param>
    /// <param name="epochs">Its evaluated epochs, in any order.</param>
    public static RunResult Of(MetricSpec metric, RunId run, RunState state, bool hopeless, IReadOnlyCollection<EpochResult> epochs)
    {
        EpochResult? best = Results.BestEpoch.Of(metric, epochs);
        bool nothingFinite = state.IsFinal() && epochs.Count > 0 && best is null;
        return new RunResult(run, state, best, state == RunState.Failed || hopeless || nothingFinite);
    }
}
