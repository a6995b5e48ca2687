using System.Text.Json.Serialization;
using Orleans;

namespace SiameseSweep.Core.Runs;

/// <summary>
/// A report from a training run. Every report is idempotent under the record's primary keys: sent twice, or made again by a
/// repeated step, it changes nothing. As JSON it lies in resume files for as long as it is not acknowledged.
/// </summary>
[GenerateSerializer, Immutable]
[JsonPolymorphic(TypeDiscriminatorPropertyName = "report")]
[JsonDerivedType(typeof(StartedReport), "started")]
[JsonDerivedType(typeof(PairBookReport), "pair_book")]
[JsonDerivedType(typeof(LossReport), "loss")]
[JsonDerivedType(typeof(EvaluationReport), "evaluation")]
[JsonDerivedType(typeof(EmbeddingReport), "embedding")]
[JsonDerivedType(typeof(BaselineReport), "baseline")]
[JsonDerivedType(typeof(CheckpointReport), "checkpoint")]
[JsonDerivedType(typeof(EventReport), "event")]
[JsonDerivedType(typeof(EndedReport), "ended")]
public abstract record RunReport;

/// <summary>The attempt has its data and model and is about to make its first step.</summary>
/// <param name="DatasetFingerprint">SHA-256 (hex) over the images' paths and pixels.</param>
/// <param name="FromStep">Steps done before this attempt (0, or the resume state's).</param>
/// <param name="StepsPerEpoch">ceil(training images / batch size).</param>
/// <param name="Basis">What its bits rest on besides seed, parameters and data: <c>cpu2</c> is the CPU with two threads, <c>cpu2e40</c>
/// the same where they also depend on the number of epochs. Null: not told.</param>
/// <param name="TrainingPeople">Number of people it trains on. Null: not told.</param>
/// <param name="TrainingImages">Number of images it trains on. Null: not told.</param>
[GenerateSerializer, Immutable]
public sealed record StartedReport(
    [property: Id(0)] string DatasetFingerprint,
    [property: Id(1)] int FromStep,
    [property: Id(2)] int StepsPerEpoch,
    [property: Id(3)] string? Basis = null,
    [property: Id(4)] int? TrainingPeople = null,
    [property: Id(5)] int? TrainingImages = null) : RunReport;

/// <summary>Which people's pairs a score list is about.</summary>
public enum EvaluationSplit
{
    /// <summary>The people to choose by.</summary>
    Validation,

    /// <summary>The people never used for a choice.</summary>
    Test,
}

/// <summary>
/// The images whose pairs (i &lt; j, in row order: 01 02 … 0n 12 13 …) every checkpoint scores. Sent once before the first score.
/// </summary>
/// <param name="Hash">SHA-256 (hex) over images and people; names the book in the record.</param>
/// <param name="Split">Validation or test.</param>
/// <param name="Images">Paths relative to the data set's root, n of them.</param>
/// <param name="People">The person of each image, n of them.</param>
[GenerateSerializer, Immutable]
public sealed record PairBookReport(
    [property: Id(0)] string Hash,
    [property: Id(1)] EvaluationSplit Split,
    [property: Id(2)] string[] Images,
    [property: Id(3)] string[] People) : RunReport;

/// <summary>Losses of consecutive steps.</summary>
/// <param name="FirstStep">Step of the first loss, from 1.</param>
/// <param name="Losses">One value a step.</param>
[GenerateSerializer, Immutable]
public sealed record LossReport([property: Id(0)] int FirstStep, [property: Id(1)] float[] Losses) : RunReport;

/// <summary>Dissimilarities of all pairs of a book.</summary>
/// <param name="BookHash">Of the <see cref="PairBookReport"/> sent before.</param>
/// <param name="Dissimilarities">n(n−1)/2 values in the book's pair order.</param>
[GenerateSerializer, Immutable]
public sealed record PairScores([property: Id(0)] string BookHash, [property: Id(1)] float[] Dissimilarities);

/// <summary>An evaluated epoch.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Step">Steps done when it was evaluated.</param>
/// <param name="Metrics">Names as in CONTRACT §2, such as <c>validation.eer</c>. A value may be NaN.</param>
/// <param name="Threshold">The EER threshold metrics were judged at.</param>
/// <param name="ThresholdFromTest">True when there are no validation people, so the test set chose its own threshold.</param>
/// <param name="Validation">Scores of the validation book, if there is one.</param>
/// <param name="Test">Scores of the test book.</param>
[GenerateSerializer, Immutable]
public sealed record EvaluationReport(
    [property: Id(0)] int Epoch,
    [property: Id(1)] int Step,
    [property: Id(2)] Dictionary<string, double> Metrics,
    [property: Id(3)] double Threshold,
    [property: Id(4)] bool ThresholdFromTest,
    [property: Id(5)] PairScores? Validation,
    [property: Id(6)] PairScores? Test) : RunReport;

/// <summary>Embeddings of the validation and test people; recorded for the best epoch (replacing an earlier best) and the last.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Images">Paths relative to the data set's root.</param>
/// <param name="Vectors">One vector an image.</param>
/// <param name="Best">Whether this is the best epoch so far: earlier best embeddings are removed.</param>
[GenerateSerializer, Immutable]
public sealed record EmbeddingReport(
    [property: Id(0)] int Epoch,
    [property: Id(1)] string[] Images,
    [property: Id(2)] float[][] Vectors,
    [property: Id(3)] bool Best) : RunReport;

/// <summary>A baseline on this run's own pairs.</summary>
/// <param name="Method">Name of a <see cref="Baseline"/>.</param>
/// <param name="Metrics">Names as in CONTRACT §2.</param>
[GenerateSerializer, Immutable]
public sealed record BaselineReport([property: Id(0)] string Method, [property: Id(1)] Dictionary<string, double> Metrics) : RunReport;

/// <summary>Which weights file.</summary>
public enum CheckpointKind
{
    /// <summary>Of the best epoch so far by the sweep's metric.</summary>
    Best,

    /// <summary>Of the newest resume state.</summary>
    Last,
}

/// <summary>A weights file is on disk under its final name, flushed. The record drops the row and file it replaces.</summary>
/// <param name="Epoch">The epoch whose weights it holds.</param>
/// <param name="Kind">Best or last.</param>
/// <param name="Path">Relative to DATADIR, with forward slashes.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hex.</param>
[GenerateSerializer, Immutable]
public sealed record CheckpointReport(
    [property: Id(0)] int Epoch,
    [property: Id(1)] CheckpointKind Kind,
    [property: Id(2)] string Path,
    [property: Id(3)] long Bytes,
    [property: Id(4)] string Sha256) : RunReport;

/// <summary>Something worth a line in <c>events</c>.</summary>
/// <param name="Kind">From <c>EventKinds</c>.</param>
/// <param name="Detail">A JSON object with the numbers.</param>
[GenerateSerializer, Immutable]
public sealed record EventReport([property: Id(0)] string Kind, [property: Id(1)] string Detail) : RunReport;

/// <summary>The attempt's last report.</summary>
/// <param name="State">Finished, Pruned, Failed or Stopped; Paused when it saved its state and gave its slot back.</param>
/// <param name="Reason">A sentence, unless finished.</param>
/// <param name="Epoch">Epochs completed.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Cause">For Failed: who may try again.</param>
/// <param name="Hopeless">For Pruned: true when it ended itself because it collapsed or stayed at chance.</param>
[GenerateSerializer, Immutable]
public sealed record EndedReport(
    [property: Id(0)] RunState State,
    [property: Id(1)] string? Reason,
    [property: Id(2)] int Epoch,
    [property: Id(3)] int Step,
    [property: Id(4)] FailureCause Cause = FailureCause.Transient,
    [property: Id(5)] bool Hopeless = false) : RunReport;

/// <summary>Reports of one attempt in the order they were made.</summary>
/// <param name="Run">The run.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="LeaseToken">The attempt's lease.</param>
/// <param name="FirstSequence">Number of the first report, counted from 1 within the attempt.</param>
/// <param name="Reports">Consecutive reports.</param>
[GenerateSerializer, Immutable]
public sealed record ReportBatch(
    [property: Id(0)] RunId Run,
    [property: Id(1)] int Attempt,
    [property: Id(2)] string LeaseToken,
    [property: Id(3)] long FirstSequence,
    [property: Id(4)] RunReport[] Reports);

/// <summary>The answer to a <see cref="ReportBatch"/>, given after its commit.</summary>
/// <param name="Accepted">False: the attempt is superseded or the run is gone; the worker must stop it and forget it.</param>
/// <param name="LastSequence">Everything up to here is on disk.</param>
[GenerateSerializer, Immutable]
public sealed record ReportAck([property: Id(0)] bool Accepted, [property: Id(1)] long LastSequence)
{
    /// <summary>Whether the run was begun again on another basis, so that what was on record of it before the batch is gone.</summary>
    [Id(2)] public bool BegunAgain { get; init; }
}
