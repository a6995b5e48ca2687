using SiameseSweep.Core.LearningRates;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Mining;
using SiameseSweep.Core.Models;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Training.Tests.Runs;

/// <summary>
/// CONTRACT §6 at every single step: whole loss histories, scores, embeddings and final weights of disturbed runs against an
/// undisturbed one's. A
/// run ends here by a pause after its last-but-one epoch, so that its weights lie in a file to be compared.
/// </summary>
public sealed class SameBitsTests
{
    private const int Compared = 2; // epochs trained, of three

    public static TheoryData<LossKind, OptimizerKind> Kinds =>
        new()
        {
            { LossKind.Contrastive, OptimizerKind.Adam },
            { LossKind.Triplet, OptimizerKind.Adamw },
            { LossKind.Softmax, OptimizerKind.Sgd },
            { LossKind.Cosine, OptimizerKind.Adam },
            { LossKind.Cosface, OptimizerKind.Adamw },
            { LossKind.Arcface, OptimizerKind.Sgd },
            { LossKind.Supcon, OptimizerKind.Adam },
        };

    public static TheoryData<ModelKind> Models => new(ModelRegistry.Kinds.Except([ModelKind.Siamese]));

    private static readonly (LossKind Loss, MiningKind Mining)[] MinedKinds =
    [
        (LossKind.Contrastive, MiningKind.Random),
        (LossKind.Contrastive, MiningKind.All),
        (LossKind.Contrastive, MiningKind.Hard),
        (LossKind.Contrastive, MiningKind.Semihard),
        (LossKind.Triplet, MiningKind.Random),
        (LossKind.Triplet, MiningKind.All),
        (LossKind.Triplet, MiningKind.Hard),
        (LossKind.Triplet, MiningKind.Semihard),
        (LossKind.Cosine, MiningKind.Random),
        (LossKind.Cosine, MiningKind.Hard),
        (LossKind.Softmax, MiningKind.Random),
        (LossKind.Cosface, MiningKind.Random),
        (LossKind.Arcface, MiningKind.Random),
        (LossKind.Supcon, MiningKind.Random),
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_run_paused_after_any_step_and_resumed_has_the_undisturbed_ones_history_and_weights(
        LossKind loss,
        OptimizerKind optimizer
    ) => PausedAfterAnyStep(Assignment(loss, optimizer));

    [Theory]
    [MemberData(nameof(Models))]
    public void A_run_of_another_model_paused_after_any_step_and_resumed_has_the_undisturbed_ones_history_and_weights(ModelKind model)
    {
        RunAssignment assignment = Assignment(LossKind.Contrastive, OptimizerKind.Adamw);
        PausedAfterAnyStep(
            assignment with
            {
                Configuration = assignment.Configuration with { Model = model, ImageSize = 24, Width = 4 },
                Threads = 2,
            });
    }

    [Fact]
    public void A_run_with_a_schedule_averaged_weights_and_clipping_paused_or_killed_after_any_step_has_the_undisturbed_ones_bits()
    {
        RunAssignment assignment = Assignment(LossKind.Softmax, OptimizerKind.Adamw);
        assignment = assignment with
        {
            Configuration = assignment.Configuration with { Schedule = ScheduleKind.OneCycle, Warmup = 0.5, Ema = 0.9, ClipNorm = 0.5 },
        };
        PausedAfterAnyStep(assignment);
        KilledAfterAnyStep(assignment);
    }

    [Theory]
    [InlineData(ModelKind.Siamese)]
    [InlineData(ModelKind.Convnet)]
    public void A_run_with_every_option_of_images_paused_after_any_step_and_resumed_has_the_undisturbed_ones_history_and_weights(
        ModelKind model)
    {
        RunAssignment assignment = Assignment(LossKind.Cosine, OptimizerKind.Adam);
        PausedAfterAnyStep(
            assignment with
            {
                Configuration = assignment.Configuration with
                {
                    Model = model, ImageSize = 24, Width = 4, Input = InputKind.Both, FlipEmbedding = true, Whiten = Whitening.Within,
                    Augment = TrainingBench.EveryAugmentation, AugmentStrength = 1.5,
                },
            });
    }

    private static void PausedAfterAnyStep(RunAssignment assignment)
    {
        Outcome whole = Undisturbed(assignment);
        HashSet<int> pausedAfter = [];
        for (int look = 1; pausedAfter.Count < whole.Losses.Count - 1; look++)
        {
            Assert.True(look < 200, $"Paused after the steps {string.Join(' ', pausedAfter.Order())} only.");
            using TrainingBench bench = new();
            RunControl control = new();
            int at = look;
            RecordingReporter first = bench.Train(
                assignment,
                control,
                time: new LookedAtTime(
                    TimeSpan.Zero,
                    l =>
                    {
                        if (l == at)
                        {
                            control.End(StopRequest.Pause);
                        }
                    }));
            EndedReport ended = first.Of<EndedReport>().Single();
            if (ended.State != RunState.Paused || ended.Step >= whole.Losses.Count || !pausedAfter.Add(ended.Step))
            {
                continue;
            }

            whole.AssertSame(first, bench.TrainUntil(Compared, assignment with { Attempt = 2 }));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_run_killed_after_any_step_goes_on_from_its_last_state_with_the_undisturbed_ones_history_and_weights(
        LossKind loss,
        OptimizerKind optimizer) => KilledAfterAnyStep(Assignment(loss, optimizer));

    private static void KilledAfterAnyStep(RunAssignment assignment)
    {
        if (assignment.Configuration.ImagesPerPerson is null)
        {
            // more steps, so that more than one state is taken
            assignment = assignment with { Configuration = assignment.Configuration with { BatchSize = 2 } };
        }

        Outcome whole = Undisturbed(assignment);
        List<TrainingBench> killed = [];
        try
        {
            // A loss is fetched at every look a second apart, so a report is a step; the files are then what a kill would leave. States are
            // taken whenever their schedule says so by this clock.
            using TrainingBench bench = new();
            RunControl control = new();
            RecordingReporter beginning = bench.Train(
                assignment,
                control,
                reporter: new RecordingReporter
                {
                    Reported = r =>
                    {
                        if (r is LossReport)
                        {
                            killed.Add(TrainingBench.CopyOf(bench.Home));
                        }

                        if (r is EvaluationReport { Epoch: Compared })
                        {
                            control.End(StopRequest.Pause);
                        }
                    },
                },
                time: new LookedAtTime(TimeSpan.FromSeconds(2)));
            Assert.Equal(whole.Losses.Count, killed.Count);
            List<int> from = [];
            foreach (TrainingBench left in killed)
            {
                RecordingReporter rest = left.TrainUntil(Compared, assignment with { Attempt = 2 });
                from.Add(rest.Of<StartedReport>().Single().FromStep);
                whole.AssertSame(beginning, rest);
            }

            Assert.True(from.Distinct().Count() > 1 && from[^1] > 0, $"Went on from {string.Join(' ', from)} only.");
        }
        finally
        {
            killed.ForEach(k => k.Dispose());
        }
    }

    [Fact]
    public void A_run_beside_three_others_in_the_process_has_the_history_and_weights_it_has_alone()
    {
        RunAssignment assignment = Assignment(LossKind.Contrastive, OptimizerKind.Adam) with { Threads = 2 };
        Outcome whole = Undisturbed(assignment);
        using TrainingBench bench = new();
        TrainingBench[] others = [new(), new(), new()];
        RecordingReporter? beside = null;
        Thread[] threads =
        [
            new(() => beside = bench.TrainUntil(Compared, assignment)),
            .. others.Select(
                (other, i) =>
                    new Thread(() =>
                        other.Train(
                            Assignment(Kinds.ElementAt(i + 1).Data.Item1, Kinds.ElementAt(i + 1).Data.Item2) with
                            {
                                Run = new RunId("test-0000", i + 1, 0, 0),
                                Threads = 1 + i,
                            }))),
        ];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        Array.ForEach(others, o => o.Dispose());
        whole.AssertSame(beside!);
    }

    /// <summary>
    /// TorchSharp gives torch bare pointers, so what they point to must outlive the call whenever the collector comes: most often
    /// where threads are held up, which
    /// is why all train at once, and in optimized code, which is why they take hundreds of steps.
    /// </summary>
    [Fact]
    public async Task Runs_beside_a_garbage_collector_that_never_rests_have_the_histories_and_weights_they_have_alone()
    {
        var kinds = WholeSuite.IsRequested ? MinedKinds : [.. MinedKinds.DistinctBy(k => k.Loss)];
        RunAssignment[] assignments = [.. kinds.Select(kind => LongRun(kind.Loss, kind.Mining))];
        Outcome[] alone = [.. assignments.Select(a => Train(a))];
        using CancellationTokenSource trained = new();
        Thread collector = new(() =>
        {
            while (!trained.IsCancellationRequested)
            {
                GC.GetTotalMemory(forceFullCollection: true); // waits for finalizers too
            }
        });
        collector.Start();
        try
        {
            Outcome[] beside = await Task.WhenAll(
                assignments.Select(a =>
                    Task.Factory.StartNew(() => Train(a), trained.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
            Assert.All(alone.Zip(beside), pair => pair.First.AssertSame(pair.Second));
        }
        finally
        {
            await trained.CancelAsync();
            collector.Join();
        }

        static Outcome Train(RunAssignment assignment)
        {
            using TrainingBench bench = new();
            return new Outcome(bench.TrainUntil(assignment.Configuration.Epochs - 1, assignment));
        }
    }

    private static RunAssignment LongRun(LossKind loss, MiningKind mining)
    {
        RunAssignment assignment = Assignment(loss, OptimizerKind.Adam);
        return assignment with
        {
            Configuration = assignment.Configuration with
            {
                Mining = mining,
                BatchSize = 8,
                Epochs = 51,
                Augment = Augmentations.Light | Augmentations.Flip,
            },
        };
    }

    private static RunAssignment Assignment(LossKind loss, OptimizerKind optimizer) =>
        TrainingBench.Assignment(
            Grouped(loss) with
            {
                Optimizer = optimizer,
                Epochs = Compared + 1,
                Dropout = 0.2,
                Augment = Augmentations.Shift,
            });

    /// <summary>Batches by person are of two images each, so that they are as small as the others.</summary>
    private static RunConfiguration Grouped(LossKind loss)
    {
        RunConfiguration configuration = TrainingBench.Small().WithLoss(loss);
        return configuration with { ImagesPerPerson = configuration.ImagesPerPerson is null ? null : 2 };
    }

    private static Outcome Undisturbed(RunAssignment assignment)
    {
        using TrainingBench bench = new();
        return new Outcome(bench.TrainUntil(Compared, assignment));
    }

    /// <summary>The result of a run.</summary>
    private sealed class Outcome(params RecordingReporter[] parts)
    {
        /// <summary>
        /// By step; <see cref="RecordingReporter.Losses"/> refuses a step with two losses within a part, this one among parts.
        /// </summary>
        public SortedDictionary<int, float> Losses { get; } = Join(parts);

        private string[] Scores { get; } =
        [
            .. parts.SelectMany(p => p.Of<EvaluationReport>())
                .DistinctBy(e => e.Epoch)
                .Select(e => $"{e.Epoch}: {string.Join(' ', e.Validation!.Dissimilarities)} {string.Join(' ', e.Test!.Dissimilarities)}"),
        ];

        private string Weights { get; } = parts[^1].Of<CheckpointReport>().Last(c => c.Kind == CheckpointKind.Last).Sha256;

        public void AssertSame(params RecordingReporter[] disturbed) => AssertSame(new Outcome(disturbed));

        public void AssertSame(Outcome other)
        {
            Assert.Equal(Losses, other.Losses);
            Assert.Equal(Scores, other.Scores);
            Assert.Equal(Weights, other.Weights);
        }

        private static SortedDictionary<int, float> Join(RecordingReporter[] parts)
        {
            SortedDictionary<int, float> losses = [];
            foreach ((int step, float loss) in parts.SelectMany(p => p.Losses()))
            {
                Assert.True(losses.TryAdd(step, loss) || losses[step].Equals(loss), $"Step {step} has two losses.");
            }

            return losses;
        }
    }
}
