using SiameseSweep.Core.Results;

namespace SiameseSweep.Core.Tests.Results;

public sealed class TimeLeftTests
{
    [Fact]
    public void Runs_still_to_do_take_the_time_that_runs_took_so_far_as_many_at_once_as_train_now()
    {
        // 3 runs' worth in 30 minutes, so 10 minutes a run; 6 to do, two at once.
        Assert.Equal(TimeSpan.FromMinutes(30), TimeLeft.OfSweep(9, 2, TimeSpan.FromMinutes(20), [Active(0.5, 5), Active(0.5, 5)]));

        // None has ended: half a run in 10 minutes.
        Assert.Equal(TimeSpan.FromMinutes(70), TimeLeft.OfSweep(4, 0, TimeSpan.Zero, [Active(0.5, 10)]));
    }

    [Fact]
    public void Nothing_is_told_while_no_run_trains_or_none_has_got_anywhere()
    {
        Assert.Null(TimeLeft.OfSweep(4, 1, TimeSpan.FromMinutes(10), []));
        Assert.Null(TimeLeft.OfSweep(4, 0, TimeSpan.Zero, [Active(0, 10)]));
        Assert.Null(TimeLeft.OfRun(100, null));
        Assert.Null(TimeLeft.OfRun(100, 0));
        Assert.Null(TimeLeft.OfSweep(1_000_000, 0, TimeSpan.Zero, [Active(1e-9, 1_000_000)])); // longer than a TimeSpan can say
    }

    [Fact]
    public void A_run_takes_its_steps_at_its_speed()
    {
        Assert.Equal(TimeSpan.FromSeconds(50), TimeLeft.OfRun(100, 2));
        Assert.Equal(TimeSpan.Zero, TimeLeft.OfRun(-1, 2));
    }

    private static ActiveRunTime Active(double done, int minutes) => new(done, TimeSpan.FromMinutes(minutes));
}
