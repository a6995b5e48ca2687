using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Statistics;

/// <summary>A trial as the ranking sees it.</summary>
/// <param name="Result">Its runs and its value.</param>
/// <param name="Configuration">Its parameters.</param>
public sealed record TrialEvidence(TrialResult Result, RunConfiguration Configuration);

/// <summary>A baseline on one run's pairs.</summary>
/// <param name="Run">Whose pairs.</param>
/// <param name="Method">Name of a <see cref="Baseline"/>.</param>
/// <param name="Metrics">By name; may hold NaN.</param>
public sealed record BaselineEvidence(RunId Run, string Method, IReadOnlyDictionary<string, double> Metrics);

/// <summary>What a ranking is made from.</summary>
/// <param name="Metric">What trials are judged by.</param>
/// <param name="Trials">All trials of the sweep.</param>
/// <param name="Baselines">All baselines of the sweep.</param>
/// <param name="TestMetrics">The <c>test.*</c> metrics of a run at an epoch; asked only for runs with a value.</param>
/// <param name="Scores">A run's pairs at an epoch, of the people its metric is about; null when there are none, or too few people. Asked only for the best trials.</param>
public sealed record RankingInput(
    MetricSpec Metric,
    IReadOnlyList<TrialEvidence> Trials,
    IReadOnlyList<BaselineEvidence> Baselines,
    Func<RunId, int, IReadOnlyDictionary<string, double>> TestMetrics,
    Func<RunId, int, IdentityBootstrap?> Scores);
