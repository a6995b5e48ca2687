using SiameseSweep.Core.Events;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store;

/// <summary>Inputs of a ranking, all from the same commit.</summary>
/// <param name="Metric">What trials are judged by.</param>
/// <param name="Trials">All trials of the sweep.</param>
/// <param name="Baselines">All baselines of the sweep.</param>
/// <param name="TestMetrics">Reads the <c>test.*</c> metrics of a run at an epoch.</param>
/// <param name="Bases">What the bits of each run rest on besides seed, parameters and data; null where no build told it.</param>
/// <param name="Pairs">Reads a run's scored pairs of a split at an epoch; null if there are none.</param>
public sealed record RankingEvidence(
    MetricSpec Metric,
    IReadOnlyList<TrialEvidence> Trials,
    IReadOnlyList<BaselineEvidence> Baselines,
    Func<RunId, int, IReadOnlyDictionary<string, double>> TestMetrics,
    IReadOnlyDictionary<RunId, string?> Bases,
    Func<RunId, EvaluationSplit, int, ScoredPairs?> Pairs)
{
    /// <summary>Baselines that cannot be made of training people of the sweep, each once.</summary>
    public IReadOnlyCollection<BaselineImpossible> Impossible { get; init; } = [];

    /// <summary>The newest refit; null when there is none.</summary>
    public RefitEvidence? Refit { get; init; }
}
