using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store;

/// <summary>Which runs to list.</summary>
/// <param name="SweepId">Of one sweep; null: of all.</param>
/// <param name="State">In one state; null: in any.</param>
/// <param name="Skip">Rows to leave out first.</param>
/// <param name="Take">Most rows to return.</param>
public sealed record RunQuery(string? SweepId = null, RunState? State = null, int Skip = 0, int Take = int.MaxValue);

/// <summary>
/// Reads the record. Every call opens a consistent snapshot, so it may be made from any thread while runs are recorded;
/// calls block on the disk, so user interfaces make them off their own thread. Knows no write.
/// </summary>
public interface IRecordReader
{
    /// <summary>All sweeps, newest first.</summary>
    IReadOnlyList<SweepRow> Sweeps();

    /// <summary>One sweep, or null.</summary>
    SweepRow? Sweep(string sweepId);

    /// <summary>The sweep a user means by an id or a unique prefix of one; an exact id wins.</summary>
    /// <exception cref="UserErrorException">None or several match; the message says which.</exception>
    SweepRow ResolveSweep(string idOrPrefix);

    /// <summary>The run a user means by an id or a unique prefix of one; an exact id wins.</summary>
    /// <exception cref="UserErrorException">None or several match; the message says which.</exception>
    RunRow ResolveRun(string idOrPrefix);

    /// <summary>A sweep's trials by number.</summary>
    IReadOnlyList<TrialRow> Trials(string sweepId);

    /// <summary>Returns the number of trials of a sweep.</summary>
    int CountTrials(string sweepId);

    /// <summary>One trial; null when it is not on record.</summary>
    TrialRow? Trial(string sweepId, int trial);

    /// <summary>Runs, ordered by sweep creation, trial, replicate, fold.</summary>
    IReadOnlyList<RunRow> Runs(RunQuery query);

    /// <summary>Returns the number of runs that a query matches, ignoring its paging.</summary>
    int CountRuns(RunQuery query);

    /// <summary>One run, or null.</summary>
    RunRow? Run(RunId run);

    /// <summary>
    /// A run's losses, at most <paramref name="maxPoints"/> of them in a range of steps; per bucket the minimum and maximum are
    /// kept.
    /// </summary>
    IReadOnlyList<LossPoint> Losses(RunId run, int maxPoints = int.MaxValue, int fromStep = 1, int toStep = int.MaxValue);

    /// <summary>A run's metrics, by epoch and metric.</summary>
    IReadOnlyList<EvaluationRow> Evaluations(RunId run);

    /// <summary>One metric of all runs of a sweep, by run and epoch.</summary>
    IReadOnlyList<EvaluationRow> Evaluations(string sweepId, string metric);

    /// <summary>
    /// Scores of a run at an epoch (null: its best epoch, or the newest when none is best yet); null when there are none.
    /// </summary>
    DissimilaritySet? Dissimilarities(RunId run, EvaluationSplit split, int? epoch = null);

    /// <summary>
    /// One pair's dissimilarities over a run's epochs, in order; empty when the run has not scored it. The images may come either
    /// way round.
    /// </summary>
    IReadOnlyList<PairScore> PairHistory(RunId run, EvaluationSplit split, string imageA, string imageB);

    /// <summary>One metric of all runs of a sweep, of each run at one epoch; runs without an epoch or value are left out.</summary>
    IReadOnlyDictionary<RunId, double> EvaluationsAt(string sweepId, string metric, IReadOnlyDictionary<RunId, int> epochs);

    /// <summary>Embeddings of a run at an epoch (null: the best).</summary>
    IReadOnlyList<EmbeddingRow> Embeddings(RunId run, int? epoch = null);

    /// <summary>Baselines of a sweep, one row per run, method and metric.</summary>
    IReadOnlyList<BaselineRow> Baselines(string sweepId);

    /// <summary>Baselines on one run's own pairs.</summary>
    IReadOnlyList<BaselineRow> Baselines(RunId run);

    /// <summary>Weights files of a sweep's runs.</summary>
    IReadOnlyList<CheckpointRow> Checkpoints(string sweepId);

    /// <summary>Weights files of one run.</summary>
    IReadOnlyList<CheckpointRow> Checkpoints(RunId run);

    /// <summary>Events in order, of a sweep, of a run, or of all, after an id.</summary>
    IReadOnlyList<EventRow> Events(string? sweepId = null, RunId? run = null, long afterId = 0, int take = int.MaxValue);

    /// <summary>The newest events, newest first, of a sweep or of all, of some kinds or of any.</summary>
    IReadOnlyList<EventRow> NewestEvents(string? sweepId, IReadOnlyCollection<string>? kinds, int take);

    /// <summary>Tags and note of a run; empty when nothing was said of it.</summary>
    Annotation Annotation(RunId run);

    /// <summary>Tags and notes of a sweep's runs; those of which nothing was said are left out.</summary>
    IReadOnlyDictionary<RunId, Annotation> Annotations(string sweepId);

    /// <summary>The time that a sweep's ended runs took, each from its first attempt's start to its end, summed.</summary>
    TimeSpan TimeOfEndedRuns(string sweepId);

    /// <summary>The results of a sweep's trials, by number.</summary>
    IReadOnlyList<TrialResult> TrialResults(string sweepId);

    /// <summary>Reads what a ranking is made from, and uses it while it can still be read.</summary>
    /// <exception cref="UserErrorException">There is no such sweep.</exception>
    T RankingEvidence<T>(string sweepId, Func<RankingEvidence, T> use);
}
