using System.Text.Json;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Silo.Documents;

/// <summary>A row of <c>evaluations</c>, its run left out.</summary>
internal sealed record EvaluationDocument(int Epoch, string Metric, double Value);

/// <summary>A row of <c>baselines</c>, its run left out.</summary>
internal sealed record BaselineDocument(string Method, string Metric, double Value);

/// <summary>A row of <c>checkpoints</c>, its run left out.</summary>
internal sealed record CheckpointDocument(int Epoch, string Kind, string Path, long Bytes, string Sha256)
{
    public static CheckpointDocument From(CheckpointRow row) =>
        new(row.Epoch, row.Kind.ToString().ToLowerInvariant(), row.Path, row.Bytes, row.Sha256);
}

/// <summary>One run with all that is recorded of it, except its long series.</summary>
internal sealed record RunDetailDocument(
    RunDocument Run, JsonElement Parameters, IReadOnlyList<EvaluationDocument> Evaluations,
    IReadOnlyList<BaselineDocument> Baselines, IReadOnlyList<CheckpointDocument> Checkpoints, int? BestEpoch, bool Refit)
{
    public static RunDetailDocument From(IRecordReader record, RunRow row)
    {
        IReadOnlyList<EvaluationRow> evaluations = record.Evaluations(row.RunId);
        SweepRow sweep = record.Sweep(row.RunId.SweepId)!;
        TrialRow trial = record.Trial(row.RunId.SweepId, row.RunId.Trial)!;
        MetricSpec objective = sweep.ObjectiveOf(trial);
        return new RunDetailDocument(
            RunDocument.From(row, AlarmedRuns.Read(record, row.RunId)),
            JsonElement.Parse(trial.Parameters),
            [.. evaluations.Select(e => new EvaluationDocument(e.Epoch, e.Metric, e.Value))],
            [.. record.Baselines(row.RunId).Select(b => new BaselineDocument(b.Method, b.Metric, b.Value))],
            [.. record.Checkpoints(row.RunId).Select(CheckpointDocument.From)],
            Core.Results.BestEpoch.Of(objective, evaluations.Epochs(objective.Name))?.Epoch,
            trial.Refit is not null);
    }
}
