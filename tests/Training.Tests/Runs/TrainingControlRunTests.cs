using SiameseSweep.Core.LearningRates;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Checkpoints;
using SiameseSweep.Training.Models;
using static SiameseSweep.Training.Tests.Models.HashedNumbers;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Runs;

/// <summary>Schedules, averaged weights and clipping in whole runs.</summary>
public sealed class TrainingControlRunTests
{
    private const int Longer = 4;

    /// <summary>A step an epoch, so that the weights after every step lie in files.</summary>
    private static readonly RunConfiguration OneStep = TrainingBench.Small() with { BatchSize = 64 };

    [Fact]
    public void The_saved_weights_and_statistics_are_the_average_of_those_after_every_step()
    {
        const double Decay = 0.7;
        using EmbeddingNetwork initial = WeightInit(OneStep);
        Dictionary<string, double[]> average = initial.State.ToDictionary(t => t.Name, t => Values(t.Tensor));
        for (int epoch = 1; epoch <= 2; epoch++)
        {
            foreach ((string name, double[] now) in LastWeights(OneStep, epoch))
            {
                bool counts = name.EndsWith("num_batches_tracked", StringComparison.Ordinal);
                average[name] = counts ? now : [.. average[name].Zip(now, (w, v) => (Decay * w) + ((1 - Decay) * v))];
            }
        }

        Dictionary<string, double[]> saved = LastWeights(OneStep with { Ema = Decay }, 2);
        Assert.All(average, mean => AssertClose(mean.Value, saved[mean.Key], 1e-6, mean.Key));
    }

    [Fact]
    public void Averaged_weights_are_evaluated_and_change_nothing_in_the_training()
    {
        using TrainingBench plain = new(), averaged = new();
        RecordingReporter own = plain.Train(TrainingBench.Assignment());
        RecordingReporter mean = averaged.Train(TrainingBench.Assignment(TrainingBench.Small() with { Ema = 0.9 }));

        Assert.Equal(own.Losses(), mean.Losses());
        Assert.Equal(Untrained(own), Untrained(mean));
        Assert.All(
            own.Of<EvaluationReport>().Zip(mean.Of<EvaluationReport>()),
            pair => Assert.NotEqual(pair.First.Test!.Dissimilarities, pair.Second.Test!.Dissimilarities));
    }

    [Fact]
    public void A_warm_up_begins_with_a_step_of_rate_0()
    {
        using EmbeddingNetwork initial = WeightInit(OneStep);
        RunConfiguration warmed = OneStep with { Warmup = 2 };
        Dictionary<string, double[]> first = LastWeights(warmed, 1), second = LastWeights(warmed, 2);
        Assert.All(initial.Parameters, p => Assert.Equal(Values(p.Tensor), first[p.Name]));
        Assert.Contains(initial.Parameters, p => !Values(p.Tensor).SequenceEqual(second[p.Name]));
    }

    [Fact]
    public void A_norm_that_no_gradient_reaches_changes_nothing_and_a_small_one_the_training()
    {
        SortedDictionary<int, float> Losses(double? clipNorm)
        {
            using TrainingBench bench = new();
            RunConfiguration sgd = TrainingBench.Small() with { Optimizer = OptimizerKind.Sgd, ClipNorm = clipNorm };
            return bench.Train(TrainingBench.Assignment(sgd)).Losses();
        }

        SortedDictionary<int, float> free = Losses(null);
        Assert.Equal(free, Losses(1e9));
        Assert.NotEqual(free, Losses(1e-3));
    }

    [Fact]
    public void A_constant_rate_with_warm_up_goes_on_to_more_epochs()
    {
        RunConfiguration configuration = TrainingBench.Small() with { Warmup = 1.5, Ema = 0.9, ClipNorm = 0.5 };
        using TrainingBench whole = new(), longer = new();
        RecordingReporter undisturbed = whole.Train(TrainingBench.Assignment(configuration with { Epochs = Longer }));
        longer.TrainUntil(1, TrainingBench.Assignment(configuration));
        RecordingReporter rest = longer.Train(TrainingBench.Assignment(configuration with { Epochs = Longer }, attempt: 2));

        int from = rest.Of<StartedReport>().Single().FromStep;
        Assert.True(from > 0);
        Assert.Equal("cpu1", rest.Of<StartedReport>().Single().Basis);
        Assert.Equal(undisturbed.Losses().Where(l => l.Key > from), rest.Losses());
    }

    [Theory]
    [InlineData(ScheduleKind.Cosine)]
    [InlineData(ScheduleKind.OneCycle)]
    public void A_schedule_that_depends_on_the_epochs_begins_again_with_more_of_them_on_another_basis(ScheduleKind schedule)
    {
        RunConfiguration configuration = TrainingBench.Small() with { Schedule = schedule };
        using TrainingBench whole = new(), longer = new();
        RecordingReporter undisturbed = whole.Train(TrainingBench.Assignment(configuration with { Epochs = Longer }));
        RecordingReporter first = longer.TrainUntil(1, TrainingBench.Assignment(configuration));
        RecordingReporter again = longer.Train(TrainingBench.Assignment(configuration with { Epochs = Longer }, attempt: 2));

        Assert.Equal("cpu1e3", first.Of<StartedReport>().Single().Basis);
        Assert.Equal(("cpu1e4", 0), (again.Of<StartedReport>().Single().Basis, again.Of<StartedReport>().Single().FromStep));
        Assert.Contains(again.Of<EventReport>(), e => e.Detail.Contains("unusable", StringComparison.Ordinal));
        Assert.Equal(undisturbed.Losses(), again.Losses());
        Assert.NotEqual(first.Losses(), again.Losses().Take(first.Losses().Count));
        Assert.All(
            again.Of<CheckpointReport>().Where(c => c.Kind == CheckpointKind.Best),
            c => Assert.EndsWith("-cpu1e4.safetensors", c.Path, StringComparison.Ordinal));
    }

    private static EmbeddingNetwork WeightInit(RunConfiguration configuration)
    {
        RunAssignment run = TrainingBench.Assignment(configuration);
        return ModelRegistry.Create(new ModelRequest(configuration, RunSeeds.For(run.Options.Seed, run.Run), CPU));
    }

    /// <summary>The saved weights of a run paused after an epoch.</summary>
    private static Dictionary<string, double[]> LastWeights(RunConfiguration configuration, int epoch)
    {
        using TrainingBench bench = new();
        bench.TrainUntil(epoch, TrainingBench.Assignment(configuration));
        using SafetensorsReader file = new(
            Path.Combine(bench.Home.Path, bench.Files().Single(f => f.Contains("last-", StringComparison.Ordinal))));
        using EmbeddingNetwork network = WeightInit(configuration);
        file.CopyInto(network.State);
        return network.State.ToDictionary(t => t.Name, t => Values(t.Tensor));
    }

    private static Dictionary<string, double> Untrained(RecordingReporter reporter) =>
        reporter.Of<BaselineReport>().Single(b => b.Method == Baseline.Untrained.Name).Metrics;
}
