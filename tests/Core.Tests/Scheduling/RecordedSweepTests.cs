using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Core.Tests.Store;

namespace SiameseSweep.Core.Tests.Scheduling;

public sealed class RecordedSweepTests
{
    [Fact]
    public async Task An_attempt_that_had_new_steps_before_the_head_died_is_not_fruitless_when_its_worker_dies_after()
    {
        await using RecordHome home = await WithReadableSweep();
        Attempt attempt = await home.Start();
        await attempt.Send(new LossReport(1, [0.5f, 0.4f]));

        SweepProgress next = RecordedSweep.Load(home.Store, RecordHome.Sweep)!;
        RunProgress run = next.Find(attempt.Run)!;
        next.Mishap(run, "The worker is gone.");

        Assert.Equal(0, run.FruitlessAttempts);
    }

    [Fact]
    public async Task An_attempt_without_new_steps_stays_fruitless_whichever_head_counts()
    {
        await using RecordHome home = await WithReadableSweep();
        Attempt first = await home.Start();
        await first.Send(new LossReport(1, [0.5f, 0.4f]));
        await home.Store.SetRunState(first.Run, [RunState.Running], RunState.Queued, "The worker is gone.");
        Attempt second = await home.Start();
        await second.Send(new LossReport(1, [0.5f])); // again what is on record

        SweepProgress next = RecordedSweep.Load(home.Store, RecordHome.Sweep)!;
        RunProgress run = next.Find(first.Run)!;
        next.Mishap(run, "The worker is gone.");

        Assert.Equal(1, run.FruitlessAttempts);
    }

    private static async Task<RecordHome> WithReadableSweep()
    {
        RecordHome home = new();
        await home.Store.CreateSweep(
            RecordHome.Sweep, RecordHome.Definition() with { Yaml = "method: random\nparameters: {margin: {min: 0.5, max: 2.0}}\n" });
        await home.Store.AddTrial(new NewTrial(RecordHome.Sweep, 0, new RunConfiguration(), "{}", [(RecordHome.Run(), 7)]));
        return home;
    }
}
