using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Checkpoints;
using SiameseSweep.Training.Models;
using static SiameseSweep.Training.Tests.Models.HashedNumbers;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Runs;

/// <summary>Runs of the seed's network whose first weights give every image one embedding.</summary>
public sealed class DeadInitializationTests
{
    private const int DeadTrial = 282; // the first trial with dead weights under the sweep's seed

    private static readonly RunAssignment Dead = TrainingBench.Assignment(trial: DeadTrial);

    [Fact]
    public void Dead_weights_are_replaced_by_those_of_the_next_key_and_reported_once()
    {
        using TrainingBench bench = new();
        RecordingReporter reporter = bench.Train(Dead);

        Assert.Equal([new DeadInitialization(1)], Events(reporter));
        Assert.Equal(RunState.Finished, reporter.Of<EndedReport>().Single().State);
        Assert.NotEqual(0.5, Untrained(reporter), 0.01);
    }

    [Fact]
    public void A_run_with_replaced_weights_that_is_paused_goes_on_to_the_undisturbed_ones_losses_and_says_nothing_again()
    {
        using TrainingBench whole = new(), paused = new();
        RecordingReporter undisturbed = whole.Train(Dead);
        RecordingReporter first = paused.TrainUntil(1, Dead);
        RecordingReporter rest = paused.Train(Dead with { Attempt = 2 });

        Assert.True(rest.Of<StartedReport>().Single().FromStep > 0);
        Assert.Empty(Events(rest));
        Assert.Equal(undisturbed.Losses(), first.Losses().Concat(rest.Losses()));
    }

    [Fact]
    public void A_run_with_replaced_weights_whose_state_is_damaged_begins_again_with_the_same_ones()
    {
        using TrainingBench whole = new(), damaged = new();
        RecordingReporter undisturbed = whole.Train(Dead);
        damaged.TrainUntil(1, Dead);
        string weights = Path.Combine(damaged.Home.Path, damaged.Files().Single(f => f.Contains("last-", StringComparison.Ordinal)));
        byte[] bytes = File.ReadAllBytes(weights);
        bytes[^9] ^= 0x10;
        File.WriteAllBytes(weights, bytes);
        RecordingReporter again = damaged.Train(Dead with { Attempt = 2 });

        Assert.Equal([new DeadInitialization(1)], Events(again));
        Assert.Equal(undisturbed.Losses(), again.Losses());
    }

    [Fact]
    public void Weights_that_tell_images_apart_are_those_of_the_runs_own_key()
    {
        using TrainingBench bench = new();
        RunAssignment run = TrainingBench.Assignment(TrainingBench.Small() with { LearningRate = 1e-30 }, trial: DeadTrial + 1);
        RecordingReporter reporter = bench.TrainUntil(1, run);

        Assert.Empty(Events(reporter));
        using SafetensorsReader file = new(
            Path.Combine(bench.Home.Path, bench.Files().Single(f => f.Contains("last-", StringComparison.Ordinal))));
        using EmbeddingNetwork saved = New(0), own = New(RunSeeds.For(run.Options.Seed, run.Run));
        file.CopyInto(saved.State);
        Assert.All(
            saved.Parameters.Zip(own.Parameters).Where(p => p.First.Name.StartsWith("fc1", StringComparison.Ordinal)),
            pair => Assert.Equal(Values(pair.Second.Tensor), Values(pair.First.Tensor)));
    }

    [Fact]
    public void Images_that_are_all_equal_are_not_the_weights_fault()
    {
        using var scope = NewDisposeScope();
        using EmbeddingNetwork network = New(RunSeeds.For(11, new RunId("test-0000", DeadTrial + 1, 0, 0)));
        Tensor images = rand(4, 1, 16, 16);
        Assert.False(InitialWeights.AreDead(network, images));
        Assert.True(InitialWeights.AreDead(network, images.narrow(0, 0, 1).expand(4, 1, 16, 16)));
    }

    private static EmbeddingNetwork New(ulong key) => ModelRegistry.Create(new ModelRequest(TrainingBench.Small(), key, CPU));

    private static RecordedEvent[] Events(RecordingReporter reporter) =>
    [
        .. reporter.Of<EventReport>().Where(e => e.Kind == EventKinds.DeadInitialization).Select(e => EventJson.Read(e.Kind, e.Detail)!),
    ];

    private static double Untrained(RecordingReporter reporter) =>
        reporter.Of<BaselineReport>().Single(b => b.Method == Baseline.Untrained.Name).Metrics["test.auc"];
}
