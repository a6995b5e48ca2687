using Microsoft.Data.Sqlite;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store.Reading;

namespace SiameseSweep.Core.Store;

/// <summary>Reads the record of a home directory, whether a head has it open or not.</summary>
public sealed class RecordReader : IRecordReader, IDisposable
{
    private readonly string _connectionString;
    private readonly string _file;

    private RecordReader(string connectionString, string file)
    {
        _connectionString = connectionString;
        _file = file;
    }

    /// <summary>Opens the record for reading alone; changes nothing on disk.</summary>
    /// <exception cref="UserErrorException">There is no record, or it is damaged, another program's, or of another version.</exception>
    public static RecordReader Open(HomeDirectory home) => new(RecordFile.OpenForReading(home.RecordFile), home.RecordFile);

    /// <inheritdoc/>
    public IReadOnlyList<SweepRow> Sweeps() => Read(sql => SweepQueries.All(sql));

    /// <inheritdoc/>
    public SweepRow? Sweep(string sweepId) => Read(sql => SweepQueries.One(sql, sweepId));

    /// <inheritdoc/>
    public SweepRow ResolveSweep(string idOrPrefix) => Read(sql => Resolution.Sweep(sql, idOrPrefix));

    /// <inheritdoc/>
    public RunRow ResolveRun(string idOrPrefix) => Read(sql => Resolution.Run(sql, idOrPrefix));

    /// <inheritdoc/>
    public IReadOnlyList<TrialRow> Trials(string sweepId) => Read(sql => SweepQueries.Trials(sql, sweepId));

    /// <inheritdoc/>
    public int CountTrials(string sweepId) => Read(sql => SweepQueries.CountTrials(sql, sweepId));

    /// <inheritdoc/>
    public TrialRow? Trial(string sweepId, int trial) => Read(sql => SweepQueries.Trial(sql, sweepId, trial));

    /// <inheritdoc/>
    public IReadOnlyList<RunRow> Runs(RunQuery query) => Read(sql => RunQueries.Runs(sql, query));

    /// <inheritdoc/>
    public int CountRuns(RunQuery query) => Read(sql => RunQueries.Count(sql, query));

    /// <inheritdoc/>
    public RunRow? Run(RunId run) => Read(sql => RunQueries.One(sql, run.ToString()));

    /// <inheritdoc/>
    public IReadOnlyList<LossPoint> Losses(RunId run, int maxPoints = int.MaxValue, int fromStep = 1, int toStep = int.MaxValue) =>
        Read(sql => Keys.Run(sql, run) is { } key ? LossCurve.Read(sql, key, maxPoints, fromStep, toStep) : []);

    /// <inheritdoc/>
    public IReadOnlyList<EvaluationRow> Evaluations(RunId run) => Read(sql => EvaluationQueries.OfRun(sql, run));

    /// <inheritdoc/>
    public IReadOnlyList<EvaluationRow> Evaluations(string sweepId, string metric) =>
        Read(sql => EvaluationQueries.OfSweep(sql, sweepId, metric));

    /// <inheritdoc/>
    public DissimilaritySet? Dissimilarities(RunId run, EvaluationSplit split, int? epoch = null) =>
        Read(sql => EvaluationQueries.Dissimilarities(sql, run, split, epoch));

    /// <inheritdoc/>
    public IReadOnlyList<EmbeddingRow> Embeddings(RunId run, int? epoch = null) =>
        Read(sql => EvaluationQueries.Embeddings(sql, run, epoch));

    /// <inheritdoc/>
    public IReadOnlyList<BaselineRow> Baselines(string sweepId) => Read(sql => EvaluationQueries.Baselines(sql, sweepId));

    /// <inheritdoc/>
    public IReadOnlyList<BaselineRow> Baselines(RunId run) => Read(sql => EvaluationQueries.Baselines(sql, run));

    /// <inheritdoc/>
    public IReadOnlyList<CheckpointRow> Checkpoints(string sweepId) => Read(sql => RunQueries.Checkpoints(sql, sweepId));

    /// <inheritdoc/>
    public IReadOnlyList<CheckpointRow> Checkpoints(RunId run) => Read(sql => RunQueries.Checkpoints(sql, run));

    /// <inheritdoc/>
    public IReadOnlyList<EventRow> Events(string? sweepId = null, RunId? run = null, long afterId = 0, int take = int.MaxValue) =>
        Read(sql => RunQueries.Events(sql, sweepId, run, afterId, take));

    /// <inheritdoc/>
    public IReadOnlyList<PairScore> PairHistory(RunId run, EvaluationSplit split, string imageA, string imageB) =>
        Read(sql => PairQueries.History(sql, run, split, imageA, imageB));

    /// <inheritdoc/>
    public IReadOnlyDictionary<RunId, double> EvaluationsAt(string sweepId, string metric, IReadOnlyDictionary<RunId, int> epochs) =>
        Read(sql => EvaluationQueries.At(sql, sweepId, metric, epochs));

    /// <inheritdoc/>
    public IReadOnlyList<EventRow> NewestEvents(string? sweepId, IReadOnlyCollection<string>? kinds, int take) =>
        Read(sql => RunQueries.NewestEvents(sql, sweepId, kinds, take));

    /// <inheritdoc/>
    public Annotation Annotation(RunId run) => Read(sql => AnnotationQueries.OfRun(sql, run));

    /// <inheritdoc/>
    public IReadOnlyDictionary<RunId, Annotation> Annotations(string sweepId) => Read(sql => AnnotationQueries.OfSweep(sql, sweepId));

    /// <inheritdoc/>
    public TimeSpan TimeOfEndedRuns(string sweepId) => Read(sql => RunQueries.TimeOfEnded(sql, sweepId));

    /// <inheritdoc/>
    public IReadOnlyList<TrialResult> TrialResults(string sweepId) => Read(sql => ResultQueries.Trials(sql, sweepId));

    /// <inheritdoc/>
    public T RankingEvidence<T>(string sweepId, Func<RankingEvidence, T> use) => Read(sql => use(RankingQueries.Evidence(sql, sweepId)));

    /// <summary>Closes idle connections.</summary>
    public void Dispose()
    {
        using SqliteConnection connection = new(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private T Read<T>(Func<SqlSession, T> query)
    {
        try
        {
            using Snapshot snapshot = new(_connectionString);
            return query(snapshot.Sql);
        }
        catch (SqliteException error)
        {
            throw RecordErrors.From(error, _file);
        }
    }
}
