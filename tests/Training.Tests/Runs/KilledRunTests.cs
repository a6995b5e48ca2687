using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Training.Tests.Runs;

public sealed class KilledRunTests
{
    private static readonly RunConfiguration Configuration = TrainingBench.Small() with { Dropout = 0.2, Augment = Augmentations.Shift };

    [Theory]
    [InlineData(LossKind.Contrastive, OptimizerKind.Adam)]
    [InlineData(LossKind.Softmax, OptimizerKind.Sgd)]
    public void A_run_killed_after_any_of_its_resume_states_repeats_the_same_losses_scores_and_weights(
        LossKind loss,
        OptimizerKind optimizer)
    {
        RunConfiguration configuration = Configuration with
        {
            Loss = loss,
            Margin = loss == LossKind.Softmax ? null : 2,
            Optimizer = optimizer,
        };
        using TrainingBench undisturbed = new();
        List<TrainingBench> killed = [];
        try
        {
            RecordingReporter whole = undisturbed.Train(
                TrainingBench.Assignment(configuration),
                reporter: new RecordingReporter
                {
                    Reported = r =>
                    {
                        if (r is CheckpointReport { Kind: CheckpointKind.Last })
                        {
                            killed.Add(TrainingBench.CopyOf(undisturbed.Home));
                        }
                    },
                },
                time: new LookedAtTime(TimeSpan.FromSeconds(10)));
            Assert.Equal(RunState.Finished, whole.Of<EndedReport>().Single().State);
            Assert.True(killed.Count >= 2);
            using TrainingBench again = new();
            string last = LastHash(again.TrainUntil(3, TrainingBench.Assignment(configuration with { Epochs = 4 })));

            foreach (TrainingBench bench in killed)
            {
                RecordingReporter rest = bench.Train(TrainingBench.Assignment(configuration, attempt: 2));
                int from = rest.Of<StartedReport>().Single().FromStep;
                Assert.True(from > 0);
                Assert.Equal(whole.Losses().Where(l => l.Key > from), rest.Losses());
                Assert.Equal(Scores(whole).TakeLast(Scores(rest).Length), Scores(rest));
                Assert.Equal(whole.Of<EmbeddingReport>().Last().Vectors, rest.Of<EmbeddingReport>().Last().Vectors);
                Assert.All(Hashes(rest), h => Assert.Contains(h, Hashes(whole)));
            }

            using TrainingBench resumed = TrainingBench.CopyOf(killed[0].Home);
            Assert.Equal(last, LastHash(resumed.TrainUntil(3, TrainingBench.Assignment(configuration with { Epochs = 4 }, attempt: 3))));
        }
        finally
        {
            killed.ForEach(k => k.Dispose());
        }
    }

    [Fact]
    public void A_run_gives_the_same_bits_alone_and_beside_runs_with_other_threads_in_the_same_process()
    {
        using TrainingBench alone = new();
        RecordingReporter whole = alone.Train(TrainingBench.Assignment(Configuration));

        using TrainingBench one = new(), two = new();
        RecordingReporter[] reporters = [new(), new()];
        Thread[] threads =
        [
            new(() => one.Train(TrainingBench.Assignment(Configuration), reporter: reporters[0])),
            new(() =>
                two.Train(
                    TrainingBench.Assignment(Configuration with { Epochs = 6 }, trial: 1) with
                    {
                        Threads = 2,
                    },
                    reporter: reporters[1])),
        ];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        Assert.Equal(RunState.Finished, reporters[1].Of<EndedReport>().Single().State);
        Assert.Equal(whole.Losses(), reporters[0].Losses());
        Assert.Equal(Scores(whole), Scores(reporters[0]));
        Assert.Equal(Hashes(whole), Hashes(reporters[0]));
    }

    [Fact]
    public void A_run_goes_on_when_its_epochs_are_raised_and_ends_as_one_that_had_them_from_the_start()
    {
        using TrainingBench longer = new(), extended = new();
        RecordingReporter whole = longer.Train(TrainingBench.Assignment(Configuration with { Epochs = 4 }));
        extended.TrainUntil(2, TrainingBench.Assignment(Configuration));
        RecordingReporter rest = extended.Train(TrainingBench.Assignment(Configuration with { Epochs = 4 }, attempt: 2));
        int from = rest.Of<StartedReport>().Single().FromStep;
        Assert.True(from > 0);
        Assert.Equal(whole.Losses().Where(l => l.Key > from), rest.Losses());
        Assert.Equal(Hashes(whole)[^1], Hashes(rest).LastOrDefault(Hashes(whole)[^1]));
    }

    [Fact]
    public void Resume_state_of_other_parameters_or_threads_is_refused_and_the_run_starts_again()
    {
        using TrainingBench bench = new();
        bench.TrainUntil(1, TrainingBench.Assignment(Configuration));
        using TrainingBench copy = TrainingBench.CopyOf(bench.Home);
        AssertRefused(bench.Train(TrainingBench.Assignment(Configuration with { LearningRate = 2e-3 }, attempt: 2)), "learning_rate");
        AssertRefused(
            copy.Train(TrainingBench.Assignment(Configuration, attempt: 2) with { Threads = 2 }),
            "1 threads and this attempt has 2");
    }

    [Fact]
    public void Resume_state_whose_optimizer_file_is_damaged_is_refused_and_everything_starts_again_with_the_same_bits()
    {
        using TrainingBench whole = new(), damaged = new();
        RecordingReporter undisturbed = whole.Train(TrainingBench.Assignment(Configuration));
        damaged.TrainUntil(1, TrainingBench.Assignment(Configuration));
        string others = Path.Combine(damaged.Home.Path, damaged.Files().Single(f => f.Contains("others-", StringComparison.Ordinal)));
        byte[] bytes = File.ReadAllBytes(others);
        bytes[^9] ^= 0x10;
        File.WriteAllBytes(others, bytes);
        RecordingReporter again = damaged.Train(TrainingBench.Assignment(Configuration, attempt: 2));
        AssertRefused(again, "damaged");
        Assert.Equal(undisturbed.Losses(), again.Losses());
        Assert.DoesNotContain(damaged.Files(), f => f.Contains("-0001-", StringComparison.Ordinal));
    }

    [Fact]
    public void A_non_finite_loss_that_a_pause_uncovers_fails_the_run_at_the_step_it_would_have_failed_at_undisturbed()
    {
        RunConfiguration wild = TrainingBench.Small() with { LearningRate = 1e30 };
        using TrainingBench undisturbed = new(), paused = new();
        EndedReport expected = undisturbed.Train(TrainingBench.Assignment(wild)).Of<EndedReport>().Single();

        // The clock stands still, so losses stay on the device; after enough looks at it, some steps later, the pause comes.
        RunControl control = new();
        RecordingReporter reporter = paused.Train(
            TrainingBench.Assignment(wild),
            control,
            time: new LookedAtTime(
                TimeSpan.Zero,
                look =>
                {
                    if (look == 10)
                    {
                        control.End(StopRequest.Pause);
                    }
                }));
        Assert.Equal(RunState.Failed, expected.State);
        Assert.Equal(
            (expected.State, expected.Reason, expected.Step),
            (
                reporter.Of<EndedReport>().Single().State,
                reporter.Of<EndedReport>().Single().Reason,
                reporter.Of<EndedReport>().Single().Step));
        Assert.DoesNotContain(paused.Files(), f => f.Contains("last-", StringComparison.Ordinal));
    }

    private static void AssertRefused(RecordingReporter reporter, string why)
    {
        Assert.Equal(0, reporter.Of<StartedReport>().Single().FromStep);
        Assert.Contains(
            reporter.Of<EventReport>(),
            e => e.Detail.Contains("unusable", StringComparison.Ordinal) && e.Detail.Contains(why, StringComparison.Ordinal));
        Assert.Equal(RunState.Finished, reporter.Of<EndedReport>().Single().State);
    }

    private static string[] Scores(RecordingReporter reporter) =>
        [.. reporter.Of<EvaluationReport>().Select(e => string.Join(' ', e.Test!.Dissimilarities))];

    private static string[] Hashes(RecordingReporter reporter) =>
        [.. reporter.Of<CheckpointReport>().Where(c => c.Kind == CheckpointKind.Best).Select(c => $"{c.Path} {c.Sha256}")];

    private static string LastHash(RecordingReporter reporter) =>
        reporter.Of<CheckpointReport>().Last(c => c.Kind == CheckpointKind.Last).Sha256;
}
