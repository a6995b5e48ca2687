using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;

namespace SiameseSweep.Core.Store;

// Reading goes to the reader, on connections of its own.
public sealed partial class RecordStore
{
    /// <inheritdoc/>
    public IReadOnlyList<SweepRow> Sweeps() => _reader.Sweeps();

    /// <inheritdoc/>
    public SweepRow? Sweep(string sweepId) => _reader.Sweep(sweepId);

    /// <inheritdoc/>
    public SweepRow ResolveSweep(string idOrPrefix) => _reader.ResolveSweep(idOrPrefix);

    /// <inheritdoc/>
    public RunRow ResolveRun(string idOrPrefix) => _reader.ResolveRun(idOrPrefix);

    /// <inheritdoc/>
    public IReadOnlyList<TrialRow> Trials(string sweepId) => _reader.Trials(sweepId);

    /// <inheritdoc/>
    public int CountTrials(string sweepId) => _reader.CountTrials(sweepId);

    /// <inheritdoc/>
    public TrialRow? Trial(string sweepId, int trial) => _reader.Trial(sweepId, trial);

    /// <inheritdoc/>
    public IReadOnlyList<RunRow> Runs(RunQuery query) => _reader.Runs(query);

    /// <inheritdoc/>
    public int CountRuns(RunQuery query) => _reader.CountRuns(query);

    /// <inheritdoc/>
    public RunRow? Run(RunId run) => _reader.Run(run);

    /// <inheritdoc/>
    public IReadOnlyList<LossPoint> Losses(RunId run, int maxPoints = int.MaxValue, int fromStep = 1, int toStep = int.MaxValue) =>
        _reader.Losses(run, maxPoints, fromStep, toStep);

    /// <inheritdoc/>
    public IReadOnlyList<EvaluationRow> Evaluations(RunId run) => _reader.Evaluations(run);

    /// <inheritdoc/>
    public IReadOnlyList<EvaluationRow> Evaluations(string sweepId, string metric) => _reader.Evaluations(sweepId, metric);

    /// <inheritdoc/>
    public DissimilaritySet? Dissimilarities(RunId run, EvaluationSplit split, int? epoch = null) => _reader.Dissimilarities(run, split, epoch);

    /// <inheritdoc/>
    public IReadOnlyList<EmbeddingRow> Embeddings(RunId run, int? epoch = null) => _reader.Embeddings(run, epoch);

    /// <inheritdoc/>
    public IReadOnlyList<BaselineRow> Baselines(string sweepId) => _reader.Baselines(sweepId);

    /// <inheritdoc/>
    public IReadOnlyList<BaselineRow> Baselines(RunId run) => _reader.Baselines(run);

    /// <inheritdoc/>
    public IReadOnlyList<CheckpointRow> Checkpoints(string sweepId) => _reader.Checkpoints(sweepId);

    /// <inheritdoc/>
    public IReadOnlyList<CheckpointRow> Checkpoints(RunId run) => _reader.Checkpoints(run);

    /// <inheritdoc/>
    public IReadOnlyList<EventRow> Events(string? sweepId = null, RunId? run = null, long afterId = 0, int take = int.MaxValue) =>
        _reader.Events(sweepId, run, afterId, take);

    /// <inheritdoc/>
    public IReadOnlyList<PairScore> PairHistory(RunId run, EvaluationSplit split, string imageA, string imageB) =>
        _reader.PairHistory(run, split, imageA, imageB);

    /// <inheritdoc/>
    public IReadOnlyDictionary<RunId, double> EvaluationsAt(string sweepId, string metric, IReadOnlyDictionary<RunId, int> epochs) =>
        _reader.EvaluationsAt(sweepId, metric, epochs);

    /// <inheritdoc/>
    public IReadOnlyList<EventRow> NewestEvents(string? sweepId, IReadOnlyCollection<string>? kinds, int take) =>
        _reader.NewestEvents(sweepId, kinds, take);

    /// <inheritdoc/>
    public Annotation Annotation(RunId run) => _reader.Annotation(run);

    /// <inheritdoc/>
    public IReadOnlyDictionary<RunId, Annotation> Annotations(string sweepId) => _reader.Annotations(sweepId);

    /// <inheritdoc/>
    public TimeSpan TimeOfEndedRuns(string sweepId) => _reader.TimeOfEndedRuns(sweepId);

    /// <inheritdoc/>
    public IReadOnlyList<TrialResult> TrialResults(string sweepId) => _reader.TrialResults(sweepId);

    /// <inheritdoc/>
    public Ranking Ranking(string sweepId) => _reader.Ranking(sweepId);
}
