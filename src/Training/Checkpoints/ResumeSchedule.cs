namespace SiameseSweep.Training.Checkpoints;

/// <summary>
/// When the next resume state is due: when 20 times its own cost has passed since the last, so that it costs at most 5 % of a
/// training (CONTRACT §6). Before the first, the cost is guessed from its size.
/// </summary>
internal sealed class ResumeSchedule
{
    private const int CostsBetween = 20;
    private const double GuessedBytesPerSecond = 300e6;

    private readonly TimeProvider _time;
    private TimeSpan _cost;
    private long _last;

    public ResumeSchedule(TimeProvider time, long bytes)
    {
        _time = time;
        _cost = TimeSpan.FromSeconds(bytes / GuessedBytesPerSecond);
        _last = time.GetTimestamp();
    }

    /// <summary>Whether enough time has passed.</summary>
    public bool IsDue => _time.GetElapsedTime(_last) >= CostsBetween * _cost;

    /// <summary>Measures what saving costs, until disposed.</summary>
    public Measurement Measure() => new(this);

    internal readonly struct Measurement(ResumeSchedule schedule) : IDisposable
    {
        private readonly long _start = schedule._time.GetTimestamp();

        public void Dispose()
        {
            schedule._cost = schedule._time.GetElapsedTime(_start);
            schedule._last = schedule._time.GetTimestamp();
        }
    }
}
