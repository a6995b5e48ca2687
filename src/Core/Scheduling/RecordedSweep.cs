using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Scheduling;

/// <summary>Rebuilds what the scheduler knows of a sweep from the record, so that nothing else has to survive a stop.</summary>
public static class RecordedSweep
{
    /// <summary>The sweep's progress, or null when there is no such sweep.</summary>
    /// <exception cref="UserErrorException">The submitted text is one this build cannot read.</exception>
    public static SweepProgress? Load(IRecordReader record, string sweepId)
    {
        if (record.Sweep(sweepId) is not { } row)
        {
            return null;
        }

        SweepDefinition definition = Definition(row);
        SweepProgress progress = new(sweepId, definition)
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
            progress.Add(trial.Trial, TrialParameters.FromJson(trial.Parameters), runs[trial.Trial].Select(r => r.RunId));
        }

        foreach (RunId run in HopelessRuns.Among(record.Events(sweepId)))
        {
            if (progress.Find(run) is { } hopeless)
            {
                SweepProgress.GivesUp(hopeless);
            }
        }

        // Values and who gave up first: what a state means for the trial depends on them.
        foreach (EvaluationRow evaluation in record.Evaluations(sweepId, definition.Metric.Name))
        {
            progress.Find(evaluation.RunId)?.Evaluated(evaluation.Epoch, evaluation.Value);
        }

        foreach (RunRow run in runs.SelectMany(trial => trial))
        {
            RunProgress known = progress.Find(run.RunId)!;
            known.Attempt = run.Attempt;
            known.Step = run.Step;
            known.Epoch = run.Epoch;
            known.Silo = run.Silo;
            known.Device = run.Device;
            (known.FruitlessAttempts, int atStart) = run.State.IsFinal() || run.Attempt == 0 ? (0, run.Step) : MishapCount.Read(record.Events(run: run.RunId));
            known.StepAtStart = Math.Min(atStart, run.Step); // what a running attempt has committed so far is its own
            progress.Moved(known, run.State);
        }

        return progress;
    }

    /// <summary>The definition of a recorded sweep: its text, with the data folders as they were resolved at submission.</summary>
    public static SweepDefinition Definition(SweepRow row)
    {
        SweepParseResult parsed = SweepFile.Parse(row.SpecYaml, row.Name);
        SweepDefinition definition = parsed.Definition ?? throw new UserErrorException(
            $"Sweep {row.SweepId} was submitted with a text that this build cannot read: {parsed.Errors.First().Message}");
        return definition with { Siamese = definition.Siamese with { Dataset = row.Dataset } };
    }
}
