namespace SiameseSweep.Core.Results;

/// <summary>A run in training.</summary>
/// <param name="Done">Share of its training that is done, 0 to 1.</param>
/// <param name="Time">Time since it started.</param>
public readonly record struct ActiveRunTime(double Done, TimeSpan Time);

/// <summary>Estimates of the time that is left.</summary>
public static class TimeLeft
{
    /// <summary>
    /// Estimates the time until a sweep's runs have ended: the runs still to do, each taking the time that runs took so far, as many at
    /// once as train now. Null while no run trains or no share of one is done.
    /// </summary>
    /// <param name="planned">Runs in all.</param>
    /// <param name="ended">Runs that have ended; pruned ones count as whole, since others will be pruned as well.</param>
    /// <param name="timeOfEnded">The time they took, summed.</param>
    /// <param name="active">Runs in training.</param>
    public static TimeSpan? OfSweep(int planned, int ended, TimeSpan timeOfEnded, IReadOnlyCollection<ActiveRunTime> active)
    {
        double done = ended + active.Sum(r => r.Done);
        if (active.Count == 0 || done <= 0)
        {
            return null;
        }

        double secondsARun = active.Aggregate(timeOfEnded, (sum, run) => sum + run.Time).TotalSeconds / done;
        return Seconds(secondsARun * Math.Max(0, planned - done) / active.Count);
    }

    /// <summary>Estimates the time until a run has ended; null while its speed is not known.</summary>
    /// <param name="steps">Steps it has still to make.</param>
    /// <param name="stepsPerSecond">Its speed.</param>
    public static TimeSpan? OfRun(int steps, double? stepsPerSecond) =>
        stepsPerSecond is > 0 and { } speed ? Seconds(Math.Max(0, steps) / speed) : null;

    // Longer than a TimeSpan can say: a run that has hardly begun.
    private static TimeSpan? Seconds(double seconds) => seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
}
