using SiameseSweep.Core.Results;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Progress;

/// <summary>A run in training as it is shown.</summary>
/// <param name="Run">Where it is.</param>
/// <param name="PairsPerSecond">Null until two looks have seen it move.</param>
/// <param name="Left">Null until its speed and length are known.</param>
internal sealed record ActiveRunView(ActiveRunDocument Run, double? PairsPerSecond, TimeSpan? Left);

/// <summary>A sweep as it is shown.</summary>
/// <param name="Document">Where it is.</param>
/// <param name="Active">Runs in training.</param>
internal sealed record ProgressView(ProgressDocument Document, IReadOnlyList<ActiveRunView> Active)
{
    /// <summary>Time until the sweep ends; null while nothing can be told.</summary>
    public TimeSpan? Left => Document.SecondsLeft is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}

/// <summary>Turns looks at a sweep into speeds of its runs and times left to them.</summary>
internal sealed class ProgressTracker(TimeProvider time)
{
    // Weight of the newest look in a run's speed: smooth enough to read, quick enough to be true.
    private const double Newest = 0.3;

    private readonly Dictionary<string, Speed> _speeds = [];

    public ProgressView Look(ProgressDocument document)
    {
        long now = time.GetTimestamp();
        List<ActiveRunView> active = [.. document.Active.Select(run => Look(run, now))];
        foreach (string gone in _speeds.Keys.Except(document.Active.Select(r => r.RunId)).ToList())
        {
            _speeds.Remove(gone);
        }

        return new ProgressView(document, active);
    }

    private ActiveRunView Look(ActiveRunDocument run, long now)
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

        TimeSpan? left = run.StepsPerEpoch is { } perEpoch
            ? TimeLeft.OfRun((perEpoch * run.Epochs) - run.Step, speed.StepsPerSecond)
            : null;
        return new ActiveRunView(run, speed.StepsPerSecond * run.BatchSize, left);
    }

    private sealed class Speed
    {
        public required int Step { get; set; }

        public required long At { get; set; }

        public double? StepsPerSecond { get; set; }
    }
}
