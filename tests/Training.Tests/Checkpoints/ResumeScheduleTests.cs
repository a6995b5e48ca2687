using SiameseSweep.Training.Checkpoints;

namespace SiameseSweep.Training.Tests.Checkpoints;

public sealed class ResumeScheduleTests
{
    private readonly Clock _time = new();

    [Fact]
    public void A_state_is_due_when_twenty_times_what_the_last_one_cost_has_passed_since_it_was_saved()
    {
        ResumeSchedule schedule = new(_time, 0);
        using (schedule.Measure())
        {
            _time.Advance(TimeSpan.FromSeconds(3));
        }

        _time.Advance(TimeSpan.FromSeconds(59.9));
        Assert.False(schedule.IsDue);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(schedule.IsDue); // 3 s of 63: less than 5 %
        using (schedule.Measure())
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.False(schedule.IsDue);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.True(schedule.IsDue); // by the newest cost
    }

    [Fact]
    public void Before_the_first_state_its_cost_is_guessed_from_its_size()
    {
        ResumeSchedule schedule = new(_time, 600_000_000); // 2 s at 300 MB/s
        _time.Advance(TimeSpan.FromSeconds(39.9));
        Assert.False(schedule.IsDue);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(schedule.IsDue);
    }

    private sealed class Clock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan time) => _now += time.Ticks;
    }
}
