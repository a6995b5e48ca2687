using SiameseSweep.Core.Runs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Training.Tests.Runs;

public sealed class FullDiskTests
{
    // The small network's weights take 5.2 MB, optimizer and loss twice that.
    [Fact]
    public void A_disk_too_small_for_the_best_checkpoint_fails_the_run_with_one_reason_and_no_half_file()
    {
        using TrainingBench bench = new();
        using SmallDisk disk = SmallDisk.Mount(bench.Home.Path, 3);
        RecordingReporter reporter = bench.Train(TrainingBench.Assignment());
        AssertFailed(reporter, "best-00001");
        Assert.Empty(bench.Files());
    }

    [Fact]
    public async Task Room_that_is_made_while_a_checkpoint_waits_for_it_costs_the_run_nothing()
    {
        using TrainingBench bench = new();
        using SmallDisk disk = SmallDisk.Mount(bench.Home.Path, 30);
        string filler = Path.Combine(bench.Home.Path, "filler");
        await File.WriteAllBytesAsync(filler, new byte[26 << 20], TestContext.Current.CancellationToken);
        Task<RecordingReporter> training = Task.Run(() => bench.Train(TrainingBench.Assignment()));
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(6));
        await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        Assert.False(training.IsCompleted); // it ends in less than a second when it has room
        File.Delete(filler);
        Assert.Equal(RunState.Finished, (await training).Of<EndedReport>().Single().State);
        Assert.Contains(bench.Files(), f => f.Contains("best-", StringComparison.Ordinal));
    }

    [Fact]
    public void A_disk_that_fills_up_while_resume_state_is_written_leaves_the_state_before_untouched_and_usable()
    {
        using TrainingBench bench = new();
        using SmallDisk disk = SmallDisk.Mount(bench.Home.Path, 30);
        RecordingReporter first = bench.TrainUntil(1, TrainingBench.Assignment());
        Assert.Equal(RunState.Paused, first.Of<EndedReport>().Single().State);
        string[] before = bench.Files();
        AssertFailed(bench.TrainUntil(2, TrainingBench.Assignment(attempt: 2)), "0002-");
        Assert.Empty(before.Except(bench.Files()));
        Assert.DoesNotContain(
            bench.Files(),
            f => f.EndsWith(".writing", StringComparison.Ordinal) || f.Contains("0002-", StringComparison.Ordinal));

        using TrainingBench elsewhere = TrainingBench.CopyOf(bench.Home);
        RecordingReporter rest = elsewhere.Train(TrainingBench.Assignment(attempt: 3));
        Assert.Equal(first.Losses().Keys.Last(), rest.Of<StartedReport>().Single().FromStep);
        Assert.Equal(RunState.Finished, rest.Of<EndedReport>().Single().State);
    }

    [Fact]
    public void A_disk_that_turns_read_only_fails_the_run_with_its_reason()
    {
        using TrainingBench bench = new();
        using SmallDisk disk = SmallDisk.Mount(bench.Home.Path, 3);
        disk.MakeReadOnly();
        AssertFailed(bench.Train(TrainingBench.Assignment()), "could not be written");
    }

    private static void AssertFailed(RecordingReporter reporter, string word)
    {
        EndedReport ended = Assert.Single(reporter.Of<EndedReport>());
        Assert.Same(ended, reporter.Reports[^1]);
        Assert.Equal(RunState.Failed, ended.State);
        Assert.Equal(FailureCause.Transient, ended.Cause); // there may be room another time
        Assert.Contains(word, ended.Reason, StringComparison.Ordinal);
        Assert.Contains("Make room", ended.Reason, StringComparison.Ordinal);
    }
}
