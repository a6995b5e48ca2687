using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Progress;

/// <summary>A run in training as it is shown.</summary>
/// <param name="Run">Where it is.</param>
/// <param name="PairsPerSecond">Null until two looks have seen it move.</param>
/// <param name="Left">Null until its speed and length are known.</param>
internal sealed record ActiveRun(ActiveRunDocument Run, double? PairsPerSecond, TimeSpan? Left);

/// <summary>A sweep as it is shown.</summary>
/// <param name="Document">Where it is.</param>
/// <param name="Done">Between 0 and 1; null when the sweep has no end of its own.</param>
/// <param name="Left">Null until something has moved.</param>
/// <param name="Active">Runs in training.</param>
internal sealed record SweepProgress(ProgressDocument Document, double? Done, TimeSpan? Left, IReadOnlyList<ActiveRun> Active);

/// <summary>Turns looks at a sweep into speeds and times left.</summary>
internal sealed class ProgressTracker(TimeProvider time)
{
    // Weight of the newest look in a run's speed: smooth enough to read, quick enough to be true.
    private const double Newest = 0.3;

    private readonly Dictionary<string, Speed> _speeds = [];
    private (double Done, long At)? _start;

    public SweepProgress Look(ProgressDocument document)
    {
        long now = time.GetTimestamp();
        List<ActiveRun> active = [.. document.Active.Select(run => Look(run, now))];
        foreach (string gone in _speeds.Keys.Except(document.Active.Select(r => r.RunId)).ToList())
        {
            _speeds.Remove(gone);
        }

        double? done = document.PlannedRuns is { } planned and > 0
            ? Math.Min(1, (document.FinalRuns + document.Active.Sum(r => r.Done)) / planned)
            : null;
        return new SweepProgress(document, done, LeftOf(done, now), active);
    }

    private ActiveRun Look(ActiveRunDocument run, long now)
    {
        if (!_speeds.TryGetValue(run.RunId, out Speed? speed))
        {
            _speeds[run.RunId] = speed = new Speed { Step = run.Step, At = now };
        }
        else if (run.Step > speed.Step)
        {
            double measured = (run.Step - speed.Step) / time.GetElapsedTime(speed.At, now).TotalSeconds;
            speed.StepsPerSecond = speed.StepsPerSecond is { } before ? before + (Newest * (measured - before)) : measured;
            (speed.Step, speed.At) = (run.Step, now);
        }

        TimeSpan? left = speed.StepsPerSecond is { } steps && run.StepsPerEpoch is { } perEpoch
            ? TimeSpan.FromSeconds(Math.Max(0, (perEpoch * run.Epochs) - run.Step) / steps)
            : null;
        return new ActiveRun(run, speed.StepsPerSecond * run.BatchSize, left);
    }

    private TimeSpan? LeftOf(double? done, long now)
    {
        if (done is not { } fraction)
        {
            return null;
        }

        _start ??= (fraction, now);
        double gained = fraction - _start.Value.Done;
        return gained > 0.001 ? time.GetElapsedTime(_start.Value.At, now) * ((1 - fraction) / gained) : null;
    }

    private sealed class Speed
    {
        public required int Step { get; set; }

        public required long At { get; set; }

        public double? StepsPerSecond { get; set; }
    }
}
