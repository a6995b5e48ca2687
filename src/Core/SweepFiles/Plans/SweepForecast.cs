using System.Collections.Concurrent;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Core.SweepFiles.Plans;

/// <summary>Progress and time left of a recorded sweep.</summary>
/// <param name="PlannedRuns">Runs in all: those on record once it has ended or reached its target; null when it goes on until
/// stopped.</param>
/// <param name="Done">Share of them that is done, epochs of runs in training included, 0 to 1; null without an end.</param>
/// <param name="Left">Time until all have ended; null while nothing trains or nothing can be told.</param>
public sealed record SweepForecast(int? PlannedRuns, double? Done, TimeSpan? Left)
{
    private const int MostPlans = 500;
    private static readonly ConcurrentDictionary<(string Yaml, int? RunCap), (int? Runs, MetricSpec? Metric)> Plans = new();

    /// <summary>Estimates from a sweep's runs.</summary>
    public static SweepForecast Of(IRecordReader record, SweepRow sweep, DateTimeOffset now)
    {
        if (Planned(record, sweep) is not { } planned)
        {
            return new SweepForecast(null, null, null);
        }

        int ended = Enum.GetValues<RunState>().Where(s => s.IsFinal()).Sum(s => record.CountRuns(new RunQuery(sweep.SweepId, s)));
        List<ActiveRunTime> active = [];
        foreach (RunRow run in record.Runs(new RunQuery(sweep.SweepId, RunState.Running)))
        {
            if (record.Trial(sweep.SweepId, run.RunId.Trial) is { } trial) // else deleted meanwhile
            {
                active.Add(
                    new ActiveRunTime(
                        run.Done(sweep.EpochsOf(trial)),
                        run.StartedAt is { } start && now > start ? now - start : TimeSpan.Zero));
            }
        }

        double? done = planned == 0 ? null : Math.Min(1, (ended + active.Sum(r => r.Done)) / planned);
        TimeSpan? left =
            sweep.State == SweepState.Running ? TimeLeft.OfSweep(planned, ended, record.TimeOfEndedRuns(sweep.SweepId), active) : null;
        return new SweepForecast(planned, done, left);
    }

    private static int? Planned(IRecordReader record, SweepRow sweep)
    {
        int OnRecord() => record.CountRuns(new RunQuery(sweep.SweepId));
        if (sweep.State.IsFinal())
        {
            return OnRecord();
        }

        // A file's plan never changes, and a grid's takes a while to walk.
        if (Plans.Count > MostPlans)
        {
            Plans.Clear();
        }

        (int? runs, MetricSpec? metric) = Plans.GetOrAdd((sweep.SpecYaml, sweep.RunCap), _ => Plan(sweep));
        bool endsAtTarget = metric?.Target is not null && sweep.RunCap is null; // who asks for more trials gets them
        return endsAtTarget && record.TrialResults(sweep.SweepId).Any(t => t.Reaches(metric!)) ? OnRecord()
            : runs is { } all ? Math.Max(all, OnRecord()) // refits of older winners are in no plan
            : null;
    }

    private static (int? Runs, MetricSpec? Metric) Plan(SweepRow sweep) =>
        SweepFile.Parse(sweep.SpecYaml, sweep.Name).Definition is { } definition
            ? (
                Results.PlannedRuns.Of(definition, sweep.RunCap).Runs is double runs and < int.MaxValue ? (int)runs : null,
                definition.Metric)
            : (null, null); // of an older build, which took what this one refuses
}
