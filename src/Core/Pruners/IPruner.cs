using SiameseSweep.Core.Events;
using SiameseSweep.Core.Metrics;

namespace SiameseSweep.Core.Pruners;

/// <summary>One run's metric per evaluated epoch, in order; index 0 is epoch 1. Values may be NaN.</summary>
/// <param name="Trial">The trial it belongs to.</param>
/// <param name="Values">The sweep's metric, one value an evaluated epoch.</param>
public sealed record MetricSeries(int Trial, IReadOnlyList<double> Values);

/// <summary>Inputs of a pruner.</summary>
/// <param name="Run">The run that just reported.</param>
/// <param name="Peers">Runs of other trials with the same replicate and fold, whatever their state.</param>
/// <param name="Metric">Name and goal.</param>
public sealed record PruningContext(MetricSeries Run, IReadOnlyList<MetricSeries> Peers, MetricSpec Metric);

/// <summary>A decision with its numbers, recorded whether it prunes or not when a band was reached.</summary>
/// <param name="Judged">The event to record.</param>
/// <param name="Reason">A sentence for people.</param>
public sealed record PruneDecision(PruneJudged Judged, string Reason)
{
    /// <summary>Whether the run ends now.</summary>
    public bool Prune => Judged.Prune;
}

/// <summary>Decides at every report whether a run is worth finishing. Pure; frozen inputs.</summary>
public interface IPruner
{
    /// <summary>The <c>type</c> in sweep files.</summary>
    string Type { get; }

    /// <summary>A decision, or null when this epoch is none's business (no band).</summary>
    PruneDecision? Judge(PruningContext context);
}
