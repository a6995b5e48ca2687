using SiameseSweep.Core.Events;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Statistics;

/// <summary>Inputs of a ranking.</summary>
/// <param name="Metric">What trials are judged by.</param>
/// <param name="Trials">All trials of the sweep.</param>
/// <param name="Baselines">All baselines of the sweep.</param>
/// <param name="TestMetrics">The <c>test.*</c> metrics of a run at an epoch; asked only for runs with a value.</param>
/// <param name="Scores">A run's pairs at an epoch, of the people its metric is about; null when there are none, or too few people.
/// Asked only for the best trials.</param>
public sealed record RankingInput(
    MetricSpec Metric,
    IReadOnlyList<TrialEvidence> Trials,
    IReadOnlyList<BaselineEvidence> Baselines,
    Func<RunId, int, IReadOnlyDictionary<string, double>> TestMetrics,
    Func<RunId, int, IdentityBootstrap?> Scores)
{
    /// <summary>Baselines that cannot be made of training people of the sweep.</summary>
    public IReadOnlyCollection<BaselineImpossible> Impossible { get; init; } = [];

    /// <summary>The newest refit; null when there is none.</summary>
    public RefitEvidence? Refit { get; init; }

    /// <summary>A run's test pairs at an epoch, for the interval of a refit; null when there are none, or too few people.</summary>
    public Func<RunId, int, IdentityBootstrap?> TestScores { get; init; } = (_, _) => null;
}
