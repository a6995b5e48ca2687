using System.Collections.Concurrent;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.SweepFiles.Plans;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Dashboard.Model;

/// <summary>How far a sweep is and how long it will take, if it goes on as it did.</summary>
/// <param name="Planned">Runs in all; null when it goes on until stopped.</param>
/// <param name="Left">Null while it does not run, or nothing has ended yet.</param>
public sealed record TimeLeft(int? Planned, TimeSpan? Left)
{
    private const int MostPlans = 500;
    private static readonly ConcurrentDictionary<(string Yaml, int? RunCap), int?> Plans = new();

    /// <summary>Estimates from the runs that ended since the sweep began, pauses included.</summary>
    public static TimeLeft Of(SweepRow sweep, RunCounts counts, DateTimeOffset now)
    {
        int? planned = PlannedRuns(sweep);
        if (sweep.State != SweepState.Running || planned is null || counts.Ended == 0 || counts.Ended >= planned)
        {
            return new TimeLeft(planned, null);
        }

        double perRun = (now - sweep.CreatedAt).TotalSeconds / counts.Ended;
        return new TimeLeft(planned, TimeSpan.FromSeconds(perRun * Math.Max(0, planned.Value - counts.Ended)));
    }

    private static int? PlannedRuns(SweepRow sweep)
    {
        // A file's plan never changes, and a grid's takes a while to walk.
        if (Plans.Count > MostPlans)
        {
            Plans.Clear();
        }

        return Plans.GetOrAdd((sweep.SpecYaml, sweep.RunCap), _ => Plan(sweep));
    }

    private static int? Plan(SweepRow sweep)
    {
        if (SweepFile.Parse(sweep.SpecYaml, "sweep.yaml").Definition is not SweepDefinition definition)
        {
            return null; // of an older build, which took what this one refuses
        }

        // A grid ends with its last point, however far its cap was moved.
        return SweepPlan.For(definition with { RunCap = sweep.RunCap ?? definition.RunCap }).Runs is double runs and < int.MaxValue ? (int)runs : null;
    }
}
