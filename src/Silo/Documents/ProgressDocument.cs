using System.Text.Json;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Silo.Documents;

/// <summary>A run in training: how far it is, its newest loss and its newest value of the sweep's metric.</summary>
internal sealed record ActiveRunDocument(
    string RunId, int Epoch, int Epochs, int Step, int? StepsPerEpoch, int BatchSize, string? Device, string? Silo, double Loss, double Metric)
{
    /// <summary>Between 0 and 1.</summary>
    public double Done => Epochs == 0 ? 0
        : StepsPerEpoch is { } steps and > 0 ? Math.Min(1, Step / ((double)steps * Epochs))
        : Math.Min(1, Epoch / (double)Epochs);

    public static ActiveRunDocument From(IRecordReader record, RunRow run, string parameters, string metric)
    {
        JsonElement configuration = JsonElement.Parse(parameters);
        IReadOnlyList<LossPoint> newest = run.Step > 0 ? record.Losses(run.RunId, fromStep: run.Step) : [];
        EvaluationRow? evaluation = record.Evaluations(run.RunId).LastOrDefault(e => e.Metric == metric);
        return new ActiveRunDocument(
            run.RunId.ToString(), run.Epoch, configuration.GetProperty("epochs").GetInt32(), run.Step, StepsPerEpochOf(record, run.RunId),
            configuration.GetProperty("batch_size").GetInt32(), run.Device, run.Silo,
            newest.Count > 0 ? newest[^1].Loss : double.NaN, evaluation?.Value ?? double.NaN);
    }

    // The newest attempt told it when it began.
    private static int? StepsPerEpochOf(IRecordReader record, RunId run)
    {
        foreach (EventRow started in record.Events(run: run).Reverse())
        {
            if (JsonElement.Parse(started.Detail) is { ValueKind: JsonValueKind.Object } detail
                && detail.TryGetProperty("steps_per_epoch", out JsonElement steps))
            {
                return steps.GetInt32();
            }
        }

        return null;
    }
}

/// <summary>How far a sweep is. <paramref name="PlannedRuns"/> is null when it goes on until it is stopped.</summary>
internal sealed record ProgressDocument(SweepDocument Sweep, int? PlannedRuns, int FinalRuns, IReadOnlyList<ActiveRunDocument> Active)
{
    public static ProgressDocument From(IRecordReader record, SweepRow sweep)
    {
        SweepDocument document = SweepDocument.From(record, sweep);
        // Runs before trials: a trial that is proposed between the two reads has no run here yet.
        IReadOnlyList<RunRow> running = record.Runs(new RunQuery(sweep.SweepId, RunState.Running));
        Dictionary<int, string> parameters = record.Trials(sweep.SweepId).ToDictionary(t => t.Trial, t => t.Parameters);
        int final = Enum.GetValues<RunState>().Where(s => s.IsFinal()).Sum(s => document.Runs.GetValueOrDefault(s.Name()));
        return new ProgressDocument(
            document, PlannedRunCount.Of(record, sweep), final,
            [.. running.Where(run => parameters.ContainsKey(run.RunId.Trial)) // deleted meanwhile
                .Select(run => ActiveRunDocument.From(record, run, parameters[run.RunId.Trial], sweep.Metric))]);
    }
}
