using SiameseSweep.Core.Runs;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Training.Tests.Runs;

public sealed class AbandonedRunTests
{
    [Theory]
    [InlineData(typeof(BaselineReport))]
    [InlineData(typeof(EvaluationReport))]
    [InlineData(typeof(EmbeddingReport))]
    public void An_abandoned_attempt_says_nothing_more_and_leaves_no_new_file(Type when)
    {
        using TrainingBench bench = new();
        RunControl control = new();
        RecordingReporter reporter = bench.Train(
            TrainingBench.Assignment(), control,
            new RecordingReporter { Reported = r => { if (r.GetType() == when) { control.End(StopRequest.Abandon); } } });
        Assert.IsType(when, reporter.Reports[^1]);
        Assert.Empty(bench.Files());
    }

    [Fact]
    public void An_abandoned_attempt_that_breaks_has_no_last_words_either()
    {
        using TrainingBench bench = new();
        RunControl control = new();
        RecordingReporter reporter = bench.Train(
            TrainingBench.Assignment(),
            control,
            new RecordingReporter
            {
                Reported = r =>
                {
                    if (r is EvaluationReport)
                    {
                        control.End(StopRequest.Abandon);
                        throw new InvalidOperationException("broken");
                    }
                },
            });
        Assert.IsType<EvaluationReport>(reporter.Reports[^1]);
    }

    [Fact]
    public void A_superseded_attempt_that_still_writes_touches_nothing_of_the_later_one()
    {
        using TrainingBench bench = new();
        RecordingReporter later = bench.TrainUntil(2, TrainingBench.Assignment(attempt: 2));
        string[] files = bench.Files();
        Dictionary<string, byte[]> before = files.ToDictionary(f => f, f => File.ReadAllBytes(Path.Combine(bench.Home.Path, f)));
        bench.TrainUntil(1, TrainingBench.Assignment(attempt: 1) with { Threads = 2 });
        Assert.Empty(files.Except(bench.Files()));
        Assert.All(before, f => Assert.Equal(f.Value, File.ReadAllBytes(Path.Combine(bench.Home.Path, f.Key))));
        RecordingReporter next = bench.Train(TrainingBench.Assignment(attempt: 3));
        Assert.Equal(later.Losses().Keys.Last(), next.Of<StartedReport>().Single().FromStep);
    }

    [Fact]
    public void What_a_killed_attempt_left_half_written_is_removed_by_the_next_but_not_what_is_being_written()
    {
        using TrainingBench bench = new();
        string folder = bench.Home.CheckpointsOf(TrainingBench.Assignment().Run);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "best-00001-cpu1.safetensors.1-1.writing"), "half");
        File.WriteAllText(Path.Combine(folder, "last-0001-00000009.safetensors"), "no state names it");
        string living = Path.Combine(folder, "best-00002-cpu1.safetensors.1-2.writing");
        using (FileStream writer = new(living, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            // the clock stands: no resume state of its own
            bench.Train(TrainingBench.Assignment(attempt: 2), time: new LookedAtTime(TimeSpan.Zero));
            Assert.Equal(
                [living],
                Directory.GetFiles(folder).Where(f => !Path.GetFileName(f).EndsWith(".safetensors", StringComparison.Ordinal)));
            Assert.Empty(Directory.GetFiles(folder, "last-*"));
        }
    }

    [Fact]
    public void Resume_states_do_not_pile_up_while_no_record_takes_their_reports()
    {
        using TrainingBench bench = new();
        RecordingReporter reporter = bench.Train(
            TrainingBench.Assignment(TrainingBench.Small() with { Epochs = 8 }),
            reporter: new RecordingReporter(acknowledges: false),
            time: new LookedAtTime(TimeSpan.FromSeconds(10)));
        Assert.True(reporter.Of<CheckpointReport>().Count(c => c.Kind == CheckpointKind.Last) > 2);
        Assert.Equal(2, bench.Files().Count(f => f.Contains("last-", StringComparison.Ordinal)));
        Assert.Equal(2, bench.Files().Count(f => f.StartsWith("resume", StringComparison.Ordinal)));
    }
}
