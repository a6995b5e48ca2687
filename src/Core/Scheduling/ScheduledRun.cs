using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Scheduling;

/// <summary>A run as the scheduler knows it. Changed only by <see cref="SweepScheduler"/>.</summary>
public sealed class ScheduledRun
{
    private readonly List<double> _values = [];

    internal ScheduledRun(RunId run) => Run = run;

    /// <summary>The run.</summary>
    public RunId Run { get; }

    /// <summary>State in the record.</summary>
    public RunState State { get; internal set; }

    /// <summary>Attempts made so far.</summary>
    public int Attempt { get; internal set; }

    /// <summary>Steps on record.</summary>
    public int Step { get; internal set; }

    /// <summary>Epochs on record when the record was read.</summary>
    internal int Epoch { get; set; }

    /// <summary>Silo of the newest attempt.</summary>
    public string? Silo { get; internal set; }

    /// <summary>Device of the newest attempt.</summary>
    public string? Device { get; internal set; }

    /// <summary>Whether the newest attempt trains in the process of a head.</summary>
    public bool OnHead { get; internal set; }

    /// <summary>Request to the running attempt.</summary>
    public StopRequest Asked { get; internal set; }

    /// <summary>The reason that came with it.</summary>
    public string? AskedBecause { get; internal set; }

    /// <summary>Attempts in a row that failed without a new step on record.</summary>
    public int AttemptsWithoutProgress { get; internal set; }

    /// <summary>Whether it ended itself because it collapsed or stayed at chance.</summary>
    public bool Hopeless { get; internal set; }

    /// <summary>The sweep's metric per evaluated epoch; NaN where it is missing.</summary>
    public IReadOnlyList<double> Values => _values;

    internal int StepAtStart { get; set; }

    internal RunResult Result(MetricSpec metric) =>
        RunResult.Of(metric, Run, State, Hopeless, [.. _values.Select((value, i) => new EpochResult(i + 1, value, double.NaN))]);

    /// <summary>Forgets what it reported: it was begun again.</summary>
    internal void BeginAgain()
    {
        _values.Clear();
        (Step, StepAtStart, Epoch) = (0, 0, 0);
    }

    /// <summary>Takes an epoch's value; false when it was known.</summary>
    internal bool OnEvaluation(int epoch, double value)
    {
        if (epoch < 1 || (epoch <= _values.Count && !double.IsNaN(_values[epoch - 1])))
        {
            return false;
        }

        while (_values.Count < epoch)
        {
            _values.Add(double.NaN);
        }

        _values[epoch - 1] = value;
        return true;
    }
}
