using System.Text.Json;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Silo.Documents;

/// <summary>A run in training: how far it is, its newest loss and its newest value of the sweep's metric.</summary>
internal sealed record ActiveRunDocument(
    string RunId, int Epoch, int Epochs, int Step, int? StepsPerEpoch, int BatchSize, string? Device, string? Silo, double Loss, double Metric)
{
    /// <summary>Between 0 and 1.</summary>
    public double Done => Epochs == 0 ? 0
        : StepsPerEpoch is { } steps and > 0 ? Math.Min(1, Step / ((double)steps * Epochs))
        : Math.Min(1, Epoch / (double)Epochs);

    public static ActiveRunDocument From(IRecordReader record, RunRow run, string parameters, SweepRow sweep)
    {
        RunConfiguration configuration = TrialParameters.FromJson(parameters);
        IReadOnlyList<LossPoint> newest = run.Step > 0 ? record.Losses(run.RunId, fromStep: run.Step) : [];
        EvaluationRow? evaluation = record.Evaluations(run.RunId).LastOrDefault(e => e.Metric == sweep.Metric);
        return new ActiveRunDocument(
            run.RunId.ToString(), run.Epoch, sweep.EpochsOf(configuration.Epochs), run.Step, StepsPerEpochOf(record, run.RunId),
            configuration.BatchSize, run.Device, run.Silo,
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

/// <summary>How far a sweep is.</summary>
/// <param name="Sweep">Which.</param>
/// <param name="PlannedRuns">Null when it goes on until it is stopped.</param>
/// <param name="FinalRuns">Runs that have ended.</param>
/// <param name="Active">Its runs in training.</param>
/// <param name="Elsewhere">While it waits with none in training: the sweeps that hold the slots.</param>
internal sealed record ProgressDocument(
    SweepDocument Sweep, int? PlannedRuns, int FinalRuns, IReadOnlyList<ActiveRunDocument> Active, IReadOnlyList<string> Elsewhere)
{
    /// <summary>While it waits: the workers that cannot train it, oldest first.</summary>
    public IReadOnlyList<RefusedWorkerDocument> Refused { get; init; } = [];

    /// <summary>Whether it could train and nothing does.</summary>
    public bool Waits => Active.Count == 0 && Sweep.State == SweepState.Running.Name() && Sweep.Runs.ContainsKey(RunState.Queued.Name());

    public static ProgressDocument From(IRecordReader record, SweepRow sweep)
    {
        SweepDocument document = SweepDocument.From(record, sweep);
        int final = Enum.GetValues<RunState>().Where(s => s.IsFinal()).Sum(s => document.Runs.GetValueOrDefault(s.Name()));
        List<ActiveRunDocument> active = [];
        foreach (RunRow run in record.Runs(new RunQuery(sweep.SweepId, RunState.Running)))
        {
            if (record.Trial(sweep.SweepId, run.RunId.Trial) is { } trial) // else deleted meanwhile
            {
                active.Add(ActiveRunDocument.From(record, run, trial.Parameters, sweep));
            }
        }

        ProgressDocument progress = new(document, PlannedRunCount.Of(record, sweep), final, active, []);
        return !progress.Waits ? progress : progress with
        {
            Elsewhere = [.. record.Runs(new RunQuery(State: RunState.Running)).Select(r => r.RunId.SweepId).Where(s => s != sweep.SweepId).Distinct()],
            Refused = [.. record.Events(sweep.SweepId).Where(e => e.Kind == EventKinds.WorkerRefused).Select(e => RefusedWorkerDocument.From(e.Detail))],
        };
    }
}
