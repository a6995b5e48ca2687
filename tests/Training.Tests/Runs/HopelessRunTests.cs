using System.Text.Json;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Training.Tests.Runs;

/// <summary>Runs that learn nothing, by a step too small to matter, or lose all, by weights that decay to nothing.</summary>
public sealed class HopelessRunTests
{
    private static readonly RunConfiguration AtChance = TrainingBench.Small() with { LearningRate = 1e-12, Epochs = 8 };
    private static readonly RunConfiguration Collapsing = TrainingBench.Small() with { Optimizer = OptimizerKind.Sgd, LearningRate = 0.1, WeightDecay = 9, Epochs = 8 };

    public static TheoryData<string, string[]> Kinds => new()
    {
        { EventKinds.AtChance, ["train_loss", "chance_floor"] }, { EventKinds.Collapsed, ["spread", "effective_rank"] },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_says_so_once_with_the_numbers_and_goes_on(string kind, string[] numbers)
    {
        RecordingReporter reporter = Train(kind, stop: false);
        EventReport told = Assert.Single(reporter.Of<EventReport>());
        Assert.Equal(kind, told.Kind);
        JsonElement detail = JsonElement.Parse(told.Detail);
        Assert.All(numbers, name => Assert.Equal(JsonValueKind.Number, detail.GetProperty(name).ValueKind));
        Assert.InRange(detail.GetProperty("epoch").GetInt32(), 3, 7);
        Assert.Equal((RunState.Finished, 8), (reporter.Of<EndedReport>().Single().State, reporter.Of<EndedReport>().Single().Epoch));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void With_stop_hopeless_it_ends_pruned_with_the_numbers_as_its_reason(string kind, string[] numbers)
    {
        Assert.NotEmpty(numbers);
        RecordingReporter reporter = Train(kind, stop: true);
        EndedReport ended = reporter.Of<EndedReport>().Single();
        Assert.Equal((RunState.Pruned, true), (ended.State, ended.Hopeless));
        Assert.InRange(ended.Epoch, 3, 7);
        Assert.Matches(kind == EventKinds.Collapsed ? @"collapsed: spread \S+, effective rank \S+ at epoch \d" : @"chance floor: \S+ against \S+ at epoch \d", ended.Reason);
        Assert.Single(reporter.Of<EventReport>(), e => e.Kind == kind);
    }

    private static RecordingReporter Train(string kind, bool stop)
    {
        using TrainingBench bench = new();
        return bench.Train(TrainingBench.Assignment(
            kind == EventKinds.Collapsed ? Collapsing : AtChance, options: TrainingBench.SmallOptions() with { StopHopeless = stop, ValidationIdentities = 0 }));
    }
}
