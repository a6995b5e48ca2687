using SiameseSweep.Core.Metrics;
using SiameseSweep.Core;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Dashboard.Tests.Fakes;

/// <summary>A record in memory, for states that a real one is seldom in. Tests change its lists and call <see cref="Commit"/>.</summary>
internal sealed class FakeRecord : IRecordReader, IRankings, IChangeFeed, IRecordHealth
{
    private readonly Lock _gate = new();
    private readonly List<Action<IReadOnlyList<RecordChange>>> _callbacks = [];

    public string? Problem { get; set; }

    public List<SweepRow> SweepRows { get; } = [];

    public List<TrialRow> TrialRows { get; } = [];

    public List<RunRow> RunRows { get; } = [];

    public Dictionary<RunId, List<LossPoint>> LossRows { get; } = [];

    public List<EvaluationRow> EvaluationRows { get; } = [];

    public Dictionary<RunId, DissimilaritySet> Scores { get; } = [];

    public List<EmbeddingRow> EmbeddingRows { get; } = [];

    public List<BaselineRow> BaselineRows { get; } = [];

    /// <summary>Of every sweep's ranking.</summary>
    public RankedRefit? Refit { get; set; }

    public List<CheckpointRow> CheckpointRows { get; } = [];

    public List<EventRow> EventRows { get; } = [];

    public List<string> Warnings { get; } = [];

    public bool HasIntervals { get; set; } = true;

    /// <summary>When set, every read fails with it.</summary>
    public Exception? Failure { get; set; }

    /// <summary>A sweep whose ranking fails, as of an older build's trials.</summary>
    public string? Unrankable { get; set; }

    /// <summary>Called when losses were read, before they are given.</summary>
    public Action? LossesRead { get; set; }

    public int Subscribers => _callbacks.Count;

    public int Reads { get; private set; }

    public void Commit(params RecordChange[] changes)
    {
        foreach (Action<IReadOnlyList<RecordChange>> callback in _callbacks.ToArray())
        {
            callback(changes);
        }
    }

    public IDisposable Subscribe(Action<IReadOnlyList<RecordChange>> callback)
    {
        lock (_gate)
        {
            _callbacks.Add(callback);
        }

        return new Subscription(() =>
        {
            lock (_gate)
            {
                _callbacks.Remove(callback);
            }
        });
    }

    public IReadOnlyList<SweepRow> Sweeps() => Read(SweepRows);

    public SweepRow? Sweep(string sweepId) => Read(SweepRows).FirstOrDefault(s => s.SweepId == sweepId);

    public SweepRow ResolveSweep(string idOrPrefix) =>
        Sweep(idOrPrefix) ?? throw new UserErrorException($"There is no sweep '{idOrPrefix}'.");

    public RunRow ResolveRun(string idOrPrefix) =>
        RunRows.FirstOrDefault(r => r.RunId.ToString() == idOrPrefix) ?? throw new UserErrorException($"There is no run '{idOrPrefix}'.");

    public IReadOnlyList<TrialRow> Trials(string sweepId) => Read(TrialRows).Where(t => t.SweepId == sweepId).ToList();

    public int CountTrials(string sweepId) => Trials(sweepId).Count;

    public TrialRow? Trial(string sweepId, int trial) => Trials(sweepId).FirstOrDefault(t => t.Trial == trial);

    public IReadOnlyList<RunRow> Runs(RunQuery query) => Matching(query).Skip(query.Skip).Take(query.Take).ToList();

    public int CountRuns(RunQuery query) => Matching(query).Count();

    public RunRow? Run(RunId run) => Read(RunRows).FirstOrDefault(r => r.RunId == run);

    public IReadOnlyList<LossPoint> Losses(RunId run, int maxPoints = int.MaxValue, int fromStep = 1, int toStep = int.MaxValue)
    {
        List<LossPoint> losses = (LossRows.GetValueOrDefault(run) ?? []).Where(l => l.Step >= fromStep && l.Step <= toStep).ToList();
        if (losses.Count > maxPoints)
        {
            losses = losses.Chunk(((2 * losses.Count) + maxPoints - 1) / maxPoints)
                .SelectMany(part => new[] { part.MinBy(l => l.Loss), part.MaxBy(l => l.Loss) }.OrderBy(l => l.Step))
                .ToList();
        }

        LossesRead?.Invoke();
        return losses;
    }

    public IReadOnlyList<EvaluationRow> Evaluations(RunId run) => Read(EvaluationRows).Where(e => e.RunId == run).ToList();

    public IReadOnlyList<EvaluationRow> Evaluations(string sweepId, string metric) =>
        Read(EvaluationRows).Where(e => e.RunId.SweepId == sweepId && e.Metric == metric).ToList();

    public DissimilaritySet? Dissimilarities(RunId run, EvaluationSplit split, int? epoch = null) => Scores.GetValueOrDefault(run);

    public IReadOnlyList<EmbeddingRow> Embeddings(RunId run, int? epoch = null) => Read(EmbeddingRows).Where(e => e.RunId == run).ToList();

    public IReadOnlyList<BaselineRow> Baselines(string sweepId) => Read(BaselineRows).Where(b => b.SweepId == sweepId).ToList();

    public IReadOnlyList<BaselineRow> Baselines(RunId run) =>
        Read(BaselineRows)
            .Where(b => b.SweepId == run.SweepId && b.Trial == run.Trial && b.Replicate == run.Replicate && b.Fold == run.Fold)
            .ToList();

    public IReadOnlyList<CheckpointRow> Checkpoints(string sweepId) => Read(CheckpointRows).Where(c => c.RunId.SweepId == sweepId).ToList();

    public IReadOnlyList<CheckpointRow> Checkpoints(RunId run) => Read(CheckpointRows).Where(c => c.RunId == run).ToList();

    public IReadOnlyList<EventRow> Events(string? sweepId = null, RunId? run = null, long afterId = 0, int take = int.MaxValue) =>
        Read(EventRows)
            .Where(e => (sweepId is null || e.SweepId == sweepId) && (run is null || e.RunId == run) && e.Id > afterId)
            .Take(take)
            .ToList();

    public Dictionary<RunId, Annotation> Said { get; } = [];

    public Annotation Annotation(RunId run) => Said.GetValueOrDefault(run, Core.Runs.Annotation.None);

    public IReadOnlyDictionary<RunId, Annotation> Annotations(string sweepId) => Said.Where(s => s.Key.SweepId == sweepId).ToDictionary();

    public IReadOnlyList<EventRow> NewestEvents(string? sweepId, IReadOnlyCollection<string>? kinds, int take) =>
        Read(EventRows)
            .Where(e => (sweepId is null || e.SweepId == sweepId) && (kinds is null || kinds.Contains(e.Kind)))
            .Reverse()
            .Take(take)
            .ToList();

    public IReadOnlyDictionary<RunId, double> EvaluationsAt(string sweepId, string metric, IReadOnlyDictionary<RunId, int> epochs) =>
        Evaluations(sweepId, metric)
            .Where(e => epochs.TryGetValue(e.RunId, out int epoch) && epoch == e.Epoch)
            .ToDictionary(e => e.RunId, e => e.Value);

    public IReadOnlyList<PairScore> PairHistory(RunId run, EvaluationSplit split, string imageA, string imageB) =>
        Scores.GetValueOrDefault(run)
            ?.Pairs.Where(p => (p.ImageA == imageA && p.ImageB == imageB) || (p.ImageA == imageB && p.ImageB == imageA))
            .SelectMany(p => Enumerable.Range(1, 3).Select(epoch => new PairScore(epoch, p.Dissimilarity * epoch / 3, 1)))
            .ToList()
        ?? [];

    public TimeSpan TimeOfEndedRuns(string sweepId) =>
        RunRows.Where(r => r.RunId.SweepId == sweepId)
            .Aggregate(TimeSpan.Zero, (sum, r) => sum + ((r.FinishedAt - r.StartedAt) ?? TimeSpan.Zero));

    public IReadOnlyList<TrialResult> TrialResults(string sweepId) => [.. Of(sweepId).Trials.Select(t => t.Result).OrderBy(t => t.Trial)];

    public T RankingEvidence<T>(string sweepId, Func<RankingEvidence, T> use) =>
        throw new NotSupportedException("Rankings are faked themselves.");

    public Ranking Of(string sweepId)
    {
        if (sweepId == Unrankable)
        {
            throw new FormatException("'colour' is not a parameter.");
        }

        List<RankedTrial> trials = Trials(sweepId).Select(Rank).OrderBy(t => double.IsNaN(t.Value) ? 9 : t.Value).ToList();
        return new Ranking(
            SweepRows.FirstOrDefault(s => s.SweepId == sweepId)?.Objective ?? new MetricSpec(),
            trials.Select((t, i) => double.IsNaN(t.Value) ? t : t with { Rank = i + 1 }).ToList(),
            [new RankedBaseline("pixels", 0.148, new Dictionary<string, double> { ["test.eer"] = 0.14 })],
            trials.Where(t => !double.IsNaN(t.Value)).Select(t => (RunId?)t.Runs[0].Run).FirstOrDefault(), Warnings)
        {
            Refit = Refit,
        };
    }

    private RankedTrial Rank(TrialRow trial)
    {
        IReadOnlyDictionary<RunId, RunAlarm> alarms = AlarmedRuns.Among(EventRows);
        TrialResult result = new(
            trial.Trial,
            [
                .. RunRows.Where(r => r.RunId.SweepId == trial.SweepId && r.RunId.Trial == trial.Trial)
                    .Select(r =>
                        RunResult.Of(
                            new MetricSpec(),
                            r.RunId,
                            r.State,
                            false,
                            EvaluationRows.Where(e => e.RunId == r.RunId).Epochs("validation.eer")
                        ) with
                        {
                            Alarm = alarms.TryGetValue(r.RunId, out RunAlarm alarm) ? alarm : null,
                        }),
            ]);
        double value = result.Value;
        return new RankedTrial(
            null,
            result,
            new RunConfiguration(),
            HasIntervals ? value - 0.03 : double.NaN,
            HasIntervals ? value + 0.04 : double.NaN,
            trial.Trial < 2 && result.Alarm is null,
            new Dictionary<string, double> { ["test.eer"] = value + 0.01, ["test.auc"] = 1 - value });
    }

    private IEnumerable<RunRow> Matching(RunQuery query) =>
        Read(RunRows)
            .Where(r => (query.SweepId is null || r.RunId.SweepId == query.SweepId) && (query.State is null || r.State == query.State));

    private List<T> Read<T>(List<T> rows)
    {
        Reads++;
        return Failure is null ? rows.ToList() : throw Failure;
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
