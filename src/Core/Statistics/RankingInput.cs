using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Statistics;

/// <summary>A run as the ranking sees it.</summary>
/// <param name="Run">The run.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Hopeless">Pruned because it collapsed or stayed at chance.</param>
/// <param name="Values">The sweep's metric at every evaluated epoch, in any order; may hold NaN.</param>
public sealed record RunEvidence(RunId Run, RunState State, bool Hopeless, IReadOnlyList<(int Epoch, double Value)> Values);

/// <summary>A trial as the ranking sees it.</summary>
/// <param name="Trial">Number from 0.</param>
/// <param name="Configuration">Its parameters.</param>
/// <param name="Runs">All its runs, also those that have not begun.</param>
public sealed record TrialEvidence(int Trial, RunConfiguration Configuration, IReadOnlyList<RunEvidence> Runs);

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
