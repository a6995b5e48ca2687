using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Scheduling.FromRecord;

/// <summary>Rebuilds the scheduler's state of a sweep from the record, so that nothing else has to survive a restart.</summary>
public static class SweepFromRecord
{
    /// <summary>Reads the state of a sweep.</summary>
    /// <param name="record">The record.</param>
    /// <param name="row">The sweep's row.</param>
    /// <param name="definition">The definition read from the row's text.</param>
    public static SweepScheduler Load(IRecordReader record, SweepRow row, SweepDefinition definition)
    {
        string sweepId = row.SweepId;
        SweepScheduler progress = new(sweepId, definition)
        {
            State = row.State,
            RunCap = row.RunCap ?? definition.RunCap,
            AskedForMore = row.RunCap is not null,
            Epochs = row.Epochs,
            DatasetFingerprint = row.DatasetFingerprint,
        };
        ILookup<int, RunRow> runs = record.Runs(new RunQuery(sweepId)).ToLookup(r => r.RunId.Trial);
        foreach (TrialRow trial in record.Trials(sweepId))
        {
            progress.Add(trial.Trial, TrialParameters.FromJson(trial.Parameters), runs[trial.Trial].Select(r => r.RunId), trial.Refit);
        }

        foreach (RunId run in HopelessRuns.Among(record.Events(sweepId)))
        {
            if (progress.Find(run) is { } hopeless)
            {
                SweepScheduler.MarkHopeless(hopeless);
            }
        }

        // Values and who gave up first: what a state means for the trial depends on them.
        foreach (EvaluationRow evaluation in record.Evaluations(sweepId, definition.Metric.Name))
        {
            progress.Find(evaluation.RunId)?.OnEvaluation(evaluation.Epoch, evaluation.Value);
        }

        foreach (RunRow run in runs.SelectMany(trial => trial))
        {
            ScheduledRun known = progress.Find(run.RunId)!;
            known.Attempt = run.Attempt;
            known.Step = run.Step;
            known.Epoch = run.Epoch;
            known.Silo = run.Silo;
            known.Device = run.Device;
            (known.AttemptsWithoutProgress, int atStart, known.OnHead) =
                run.State.IsFinal() || run.Attempt == 0 ? (0, run.Step, false) : AttemptsFromRecord.Read(record.Events(run: run.RunId));
            known.StepAtStart = Math.Min(atStart, run.Step); // what a running attempt has committed so far is its own
            progress.OnStateChanged(known, run.State);
        }

        return progress;
    }
}
