using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Live;

/// <summary>Growth rate of the record: counts commits with losses as they arrive, and the steps of runs in training.</summary>
public sealed class ActivityMeter : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(20);
    private readonly Lock _gate = new();
    private readonly Queue<(long At, int Reports)> _reports = new();
    private readonly Queue<(long At, Dictionary<RunId, int> Steps)> _steps = new();
    private readonly IRecordReader _reader;
    private readonly TimeProvider _time;
    private readonly IDisposable _subscription;

    /// <summary>Starts counting.</summary>
    public ActivityMeter(IRecordReader reader, IChangeFeed feed, TimeProvider time)
    {
        _reader = reader;
        _time = time;
        _subscription = feed.Subscribe(changes =>
        {
            int reports = changes.Count(c => c.RunId is not null && (c.Kinds & (ChangeKinds.Losses | ChangeKinds.Evaluations)) != 0);
            if (reports > 0)
            {
                lock (_gate)
                {
                    _reports.Enqueue((_time.GetTimestamp(), reports));
                    Drop();
                }
            }
        });
    }

    /// <summary>Looks once more. Blocks as the reader does.</summary>
    public Activity Look()
    {
        Dictionary<RunId, int> now = _reader.Runs(new RunQuery(State: RunState.Running)).ToDictionary(r => r.RunId, r => r.Step);
        lock (_gate)
        {
            Drop();
            _steps.Enqueue((_time.GetTimestamp(), now));
            (long start, Dictionary<RunId, int> before) = _steps.Peek();
            double seconds = _time.GetElapsedTime(start).TotalSeconds;

            // A run that began since, or went back to its resume state, adds nothing until it is seen twice.
            Dictionary<RunId, double> speeds =
                seconds < 1
                    ? []
                    : now.Where(r => before.ContainsKey(r.Key))
                        .ToDictionary(r => r.Key, r => Math.Max(0, r.Value - before[r.Key]) / seconds);
            return new Activity(
                seconds < 1 ? null : speeds.Values.Sum(),
                _reports.Sum(r => r.Reports) / Window.TotalSeconds,
                now.Count,
                speeds);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _subscription.Dispose();

    private void Drop()
    {
        while (_reports.TryPeek(out var report) && _time.GetElapsedTime(report.At) > Window)
        {
            _reports.Dequeue();
        }

        while (_steps.TryPeek(out var look) && _time.GetElapsedTime(look.At) > Window)
        {
            _steps.Dequeue();
        }
    }
}

/// <summary>Current activity.</summary>
/// <param name="StepsPerSecond">Optimizer steps of all runs in training; null when they were seen once, which tells no speed.</param>
/// <param name="ReportsPerSecond">Reports that reached the record.</param>
/// <param name="Training">Runs in training.</param>
/// <param name="Speeds">Steps a second of each run that was seen twice.</param>
public sealed record Activity(double? StepsPerSecond, double ReportsPerSecond, int Training, IReadOnlyDictionary<RunId, double> Speeds);
