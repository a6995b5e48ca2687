using System.Text.Json;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Store;

// The rows of the record as readers get them (CONTRACT §3): one record a table or view, names as the columns'.

/// <summary>A row of <c>sweeps</c>.</summary>
public sealed record SweepRow(
    string SweepId, string Name, string Method, string Metric, string Goal, string SpecYaml, SweepState State,
    DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt)
{
    /// <summary>Which values of <see cref="Metric"/> are better.</summary>
    public MetricSpec Objective => MetricSpec.Of(Metric, Goal);

    /// <summary>The data set with absolute folders, which the YAML alone does not tell.</summary>
    public DatasetSpec Dataset { get; init; } = new();

    /// <summary>SHA-256 of the images as the first run told it; null before.</summary>
    public string? DatasetFingerprint { get; init; }

    /// <summary>The cap on trials that <c>extend</c> set; null: the file's.</summary>
    public int? RunCap { get; init; }

    /// <summary>The epochs that <c>extend</c> set; null: the file's.</summary>
    public int? Epochs { get; init; }

    /// <summary>Returns the number of epochs that a run trains whose trial asks for <paramref name="own"/>.</summary>
    public int EpochsOf(int own) => Math.Max(own, Epochs ?? 0);

    /// <summary>Returns the number of epochs that a run of a trial trains; 0 if its parameters cannot be read.</summary>
    public int EpochsOf(TrialRow trial)
    {
        int epochs = JsonElement.Parse(trial.Parameters).TryGetProperty("epochs", out JsonElement own) ? own.GetInt32() : 0;
        return trial.Refit is null ? EpochsOf(epochs) : epochs;
    }

    /// <summary>Returns what the runs of a trial are judged by.</summary>
    public MetricSpec ObjectiveOf(TrialRow? trial) => trial?.Refit is null ? Objective : Objective.OnTest();
}

/// <summary>A row of <c>trials</c>; <paramref name="Parameters"/> is JSON.</summary>
public sealed record TrialRow(string SweepId, int Trial, string Parameters)
{
    /// <summary>JSON: why this one was proposed.</summary>
    public string Explanation { get; init; } = "{}";

    /// <summary>Terms of the refit; null for a trial that the search proposed.</summary>
    public RefitTerms? Refit { get; init; }
}

/// <summary>A row of <c>runs</c>.</summary>
public sealed record RunRow(
    RunId RunId, RunState State, int Attempt, string? Device, string? Silo, int? Threads, long Seed, int Epoch, int Step,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, string? Reason)
{
    /// <summary>Steps of an epoch, ceil(training images / batch size), as its newest attempt told; null before.</summary>
    public int? StepsPerEpoch { get; init; }

    /// <summary>Returns the share of its training that is done, 0 to 1.</summary>
    /// <param name="epochs">Epochs it is to train.</param>
    public double Done(int epochs) =>
        epochs == 0 ? 0 : Math.Min(1, StepsPerEpoch is { } steps and > 0 ? Step / ((double)steps * epochs) : Epoch / (double)epochs);

    /// <summary>Number of people it trains on; null before it began, and in runs of older builds.</summary>
    public int? TrainingPeople { get; init; }

    /// <summary>Number of images it trains on; null before it began, and in runs of older builds.</summary>
    public int? TrainingImages { get; init; }
}

/// <summary>A row of <c>loss_history</c>, its run left out.</summary>
public readonly record struct LossPoint(int Step, double Loss);

/// <summary>A row of <c>evaluations</c>.</summary>
public sealed record EvaluationRow(RunId RunId, int Epoch, string Metric, double Value);

/// <summary>A row of <c>test_dissimilarities</c> (or the same of the validation people), its run and epoch left out.</summary>
public sealed record DissimilarityRow(string ImageA, string ImageB, bool Different, double Dissimilarity);

/// <summary>One pair's dissimilarity at an epoch, with the threshold that the epoch's metrics were judged at.</summary>
public readonly record struct PairScore(int Epoch, double Dissimilarity, double Threshold);

/// <summary>All dissimilarities of a run at an epoch, with the threshold its metrics were judged at.</summary>
public sealed record DissimilaritySet(
    RunId RunId, int Epoch, EvaluationSplit Split, double Threshold, bool ThresholdFromTest, IReadOnlyList<DissimilarityRow> Pairs);

/// <summary>A row of <c>embeddings</c>.</summary>
public sealed record EmbeddingRow(RunId RunId, int Epoch, string Image, float[] Vector);

/// <summary>A row of <c>baselines</c>.</summary>
public sealed record BaselineRow(string SweepId, int Trial, int Replicate, int Fold, string Method, string Metric, double Value);

/// <summary>A row of <c>checkpoints</c>.</summary>
public sealed record CheckpointRow(RunId RunId, int Epoch, CheckpointKind Kind, string Path, long Bytes, string Sha256);

/// <summary>A row of <c>events</c>; <paramref name="Detail"/> is JSON.</summary>
public sealed record EventRow(long Id, DateTimeOffset At, string? SweepId, RunId? RunId, string Kind, string Detail)
{
    /// <summary>The event, parsed at each call; null if this build does not know its kind.</summary>
    public RecordedEvent? Event => EventJson.Read(Kind, Detail);
}
