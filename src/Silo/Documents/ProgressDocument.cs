using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles.Plans;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Silo.Documents;

/// <summary>A run in training: how far it is, its newest loss and its newest value of the sweep's metric.</summary>
internal sealed record ActiveRunDocument(
    string RunId,
    int Epoch,
    int Epochs,
    int Step,
    int? StepsPerEpoch,
    int BatchSize,
    string? Device,
    string? Silo,
    double Loss,
    double Metric)
{
    public static ActiveRunDocument From(IRecordReader record, RunRow run, TrialRow trial, SweepRow sweep)
    {
        IReadOnlyList<LossPoint> newest = run.Step > 0 ? record.Losses(run.RunId, fromStep: run.Step) : [];
        EvaluationRow? evaluation = record.Evaluations(run.RunId).LastOrDefault(e => e.Metric == sweep.Metric);
        return new ActiveRunDocument(
            run.RunId.ToString(), run.Epoch, sweep.EpochsOf(trial), run.Step, run.StepsPerEpoch,
            TrialParameters.FromJson(trial.Parameters).BatchSize, run.Device, run.Silo,
            newest.Count > 0 ? newest[^1].Loss : double.NaN, evaluation?.Value ?? double.NaN);
    }
}

/// <summary>Progress of a sweep.</summary>
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

    /// <summary>Share of the planned runs that is done, 0 to 1; null without an end.</summary>
    public double? Done { get; init; }

    /// <summary>Seconds until they have ended; null while nothing can be told.</summary>
    public double? SecondsLeft { get; init; }

    public static ProgressDocument From(IRecordReader record, SweepRow sweep, DateTimeOffset now)
    {
        SweepDocument document = SweepDocument.From(record, sweep);
        int final = Enum.GetValues<RunState>().Where(s => s.IsFinal()).Sum(s => document.Runs.GetValueOrDefault(s.Name()));
        List<ActiveRunDocument> active = [];
        foreach (RunRow run in record.Runs(new RunQuery(sweep.SweepId, RunState.Running)))
        {
            if (record.Trial(sweep.SweepId, run.RunId.Trial) is { } trial) // else deleted meanwhile
            {
                active.Add(ActiveRunDocument.From(record, run, trial, sweep));
            }
        }

        SweepForecast forecast = SweepForecast.Of(record, sweep, now);
        ProgressDocument progress = new(document, forecast.PlannedRuns, final, active, [])
        {
            Done = forecast.Done,
            SecondsLeft = forecast.Left?.TotalSeconds,
        };
        return !progress.Waits
            ? progress
            : progress with
            {
                Elsewhere =
                [
                    .. record.Runs(new RunQuery(State: RunState.Running))
                        .Select(r => r.RunId.SweepId)
                        .Where(s => s != sweep.SweepId)
                        .Distinct(),
                ],
                Refused =
                [
                    .. record.NewestEvents(sweep.SweepId, [EventKinds.WorkerRefused], int.MaxValue)
                        .Reverse()
                        .Select(e => e.Event)
                        .OfType<WorkerRefused>()
                        .Select(RefusedWorkerDocument.From),
                ],
            };
    }
}
