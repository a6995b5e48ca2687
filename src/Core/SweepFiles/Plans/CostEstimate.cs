using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Plans;

/// <summary>Cost estimate of a sweep, from the time per unit of work and the bytes per step of earlier runs in the same home.</summary>
/// <param name="Device">Kind of device measured, <c>cpu</c> or <c>cuda</c>: that of the newest run.</param>
/// <param name="RunsMeasured">Finished runs it rests on.</param>
/// <param name="SecondsPerRun">Device time of an average run, evaluation included.</param>
/// <param name="Seconds">Device time of all runs when nothing is stopped early; null: until stopped.</param>
/// <param name="BytesPerRun">What an average run leaves in the record.</param>
/// <param name="Bytes">What the sweep leaves on disk, the checkpoints that are kept included; null: until stopped.</param>
public sealed record CostEstimate(string Device, int RunsMeasured, double SecondsPerRun, double? Seconds, double BytesPerRun, double? Bytes)
{
    private const int MostMeasured = 500;

    /// <summary>The estimate; null where the home has no finished run yet, or the file does not tell how many steps a run has.</summary>
    /// <param name="definition">The sweep.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="record">What was run before.</param>
    /// <param name="recordBytes">Size of the record's file.</param>
    public static CostEstimate? For(SweepDefinition definition, SweepPlan plan, IRecordReader record, long recordBytes)
    {
        IReadOnlyList<RunRow> all = record.Runs(new RunQuery());
        (RunRow Run, RunConfiguration Configuration)[] measured = [.. Measured(record, all)];
        if (measured.Length == 0 || plan is not { StepsPerRun: { } steps, WorkPerRun: { } work })
        {
            return null;
        }

        double secondsPerWork = Median(measured.Select(m =>
            (m.Run.FinishedAt!.Value - m.Run.StartedAt!.Value).TotalSeconds / TrainingWork.Of(m.Configuration, m.Run.Step)));
        double secondsPerRun = secondsPerWork * work;
        double bytesPerRun = steps * recordBytes / all.Sum(r => (double)r.Step);
        double kept = Math.Min(plan.Trials ?? double.PositiveInfinity, definition.Siamese.KeepCheckpoints) * plan.RunsPerTrial;
        return new CostEstimate(
            DeviceId.Parse(measured[^1].Run.Device!).KindName, measured.Length, secondsPerRun, secondsPerRun * plan.Runs,
            bytesPerRun, (bytesPerRun * plan.Runs) + (kept * CheckpointShare(record, measured) * plan.BytesPerCheckpoint));
    }

    /// <summary>Runs that trained undisturbed on the kind of device that the newest one had.</summary>
    private static IEnumerable<(RunRow Run, RunConfiguration Configuration)> Measured(IRecordReader record, IReadOnlyList<RunRow> all)
    {
        RunRow[] whole =
        [
            .. all.Where(r =>
                    r is { State: RunState.Finished, Attempt: 1, Step: > 0, Device: not null, StartedAt: not null }
                    && r.FinishedAt > r.StartedAt)
                .OrderBy(r => r.FinishedAt)
                .TakeLast(MostMeasured),
        ];
        Dictionary<string, IReadOnlyDictionary<int, RunConfiguration>> trials = whole.Select(r => r.RunId.SweepId)
            .Distinct()
            .ToDictionary(
                s => s,
                IReadOnlyDictionary<int, RunConfiguration> (s) =>
                    record.Trials(s).ToDictionary(t => t.Trial, t => TrialParameters.FromJson(t.Parameters)));
        return whole.Where(r => DeviceId.Parse(r.Device!).Kind == DeviceId.Parse(whole[^1].Device!).Kind)
            .Select(r => (r, trials[r.RunId.SweepId][r.RunId.Trial]));
    }

    /// <summary>Bytes of a best checkpoint for each byte of its larger weights. 0 where none is on record.</summary>
    private static double CheckpointShare(IRecordReader record, (RunRow Run, RunConfiguration Configuration)[] measured)
    {
        double[] sizes = [.. measured.TakeLast(50).SelectMany(m => record.Checkpoints(m.Run.RunId)
            .Where(c => c.Kind == CheckpointKind.Best).Select(c => c.Bytes / TrainingWork.CheckpointBytes(m.Configuration)))];
        return sizes.Length == 0 ? 0 : Median(sizes);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
