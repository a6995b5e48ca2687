using System.Collections.Concurrent;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Core.Statistics;

/// <inheritdoc cref="IRankings"/>
public sealed class Rankings(IRecordReader record) : IRankings
{
    private const int MostKept = 10_000;

    /// <summary>Bootstraps. Scores of a run at an epoch change only when it begins again on another basis.</summary>
    private readonly ConcurrentDictionary<(RunId Run, string? Basis, int Epoch, string Metric), IdentityBootstrap?> _bootstraps = [];

    /// <inheritdoc/>
    public Ranking Of(string sweepId) => record.RankingEvidence(sweepId, evidence => Ranker.Rank(new RankingInput(
        evidence.Metric, evidence.Trials, evidence.Baselines, evidence.TestMetrics,
        (run, epoch) => Scores(evidence, evidence.Metric, run, epoch))
    {
        Impossible = evidence.Impossible,
        Refit = evidence.Refit,
        TestScores = (run, epoch) => Scores(evidence, evidence.Metric.OnTest(), run, epoch),
    }));

    private IdentityBootstrap? Scores(RankingEvidence evidence, MetricSpec objective, RunId run, int epoch)
    {
        string metric = objective.Name;
        if (MetricName.Find(metric) is not { Measure.FromPairs: true } name)
        {
            return null;
        }

        EvaluationSplit split = name.IsTest ? EvaluationSplit.Test : EvaluationSplit.Validation;

        (RunId, string?, int, string) key = (run, evidence.Bases[run], epoch, metric);
        if (_bootstraps.TryGetValue(key, out IdentityBootstrap? known))
        {
            return known;
        }

        if (evidence.Pairs(run, split, epoch) is not { } pairs)
        {
            return null;
        }

        if (_bootstraps.Count >= MostKept)
        {
            _bootstraps.Clear();
        }

        return _bootstraps[key] = IdentityBootstrap.Compute(pairs, name.Measure);
    }
}
