using System.Text.Json;
using SiameseSweep.Core.Events;
using System.Text.RegularExpressions;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Training.Tests.Runs;

/// <summary>Runs that learn nothing, by a step too small to matter, or lose all, by weights that decay to nothing.</summary>
public sealed class HopelessRunTests
{
    private static readonly RunConfiguration AtChance = TrainingBench.Small() with { LearningRate = 1e-12, Epochs = 8 };
    private static readonly RunConfiguration Collapsing = TrainingBench.Small() with
    {
        Optimizer = OptimizerKind.Sgd,
        LearningRate = 0.1,
        WeightDecay = 9,
        Epochs = 8,
    };

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
        Assert.Matches(
            kind == EventKinds.Collapsed
                ? @"collapsed: spread \S+, effective rank \S+ at epoch \d"
                : @"chance level: \S+ against \S+ at epoch \d",
            ended.Reason);
        Assert.Single(reporter.Of<EventReport>(), e => e.Kind == kind);
    }

    [Fact]
    public void A_run_that_learns_after_it_was_at_chance_says_that_it_recovered()
    {
        using TrainingBench bench = new();
        RunAssignment atChance = TrainingBench.Assignment(
            AtChance with
            {
                Epochs = 6,
            },
            options: TrainingBench.SmallOptions() with
            {
                ValidationIdentities = 0,
            });
        RecordingReporter first = bench.TrainUntil(5, atChance);
        Assert.Equal([EventKinds.AtChance], first.Of<EventReport>().Select(e => e.Kind));
        LearnsFromNowOn(bench);

        RecordingReporter rest = bench.Train(atChance with { Attempt = 2 });

        Assert.Equal([EventKinds.Recovered], rest.Of<EventReport>().Select(e => e.Kind));
        Assert.Equal(6, JsonElement.Parse(rest.Of<EventReport>().Single().Detail).GetProperty("epoch").GetInt32());
    }

    // As if its last epochs had had a loss of nought.
    private static void LearnsFromNowOn(TrainingBench bench)
    {
        string state = Directory.GetFiles(bench.Home.Path, "state-*.json", SearchOption.AllDirectories).Single();
        File.WriteAllText(state, Regex.Replace(File.ReadAllText(state), "\"TrainLoss\":[0-9.Ee+-]+", "\"TrainLoss\":0"));
    }

    [Theory] // (1 − ½)/2 of the pairs cost something when they are the same person's: m²·¼·½/(¼ + ½) and ¼·(1 − m)
    [InlineData(LossKind.Contrastive, 2.0, 4 * 0.25 * 0.5 / 0.75)]
    [InlineData(LossKind.Cosine, 0.5, 0.125)]
    public void With_two_images_a_person_it_is_held_to_the_floor_of_such_pairs(LossKind loss, double margin, double floor)
    {
        using TrainingBench bench = new();
        RecordingReporter reporter = bench.Train(
            TrainingBench.Assignment(
                AtChance with
                {
                    Loss = loss,
                    Margin = margin,
                },
                options: TrainingBench.SmallOptions() with
                {
                    Dataset = new DatasetSpec
                    {
                        People = 14,
                        Images = 2,
                        Seed = 1,
                    },
                    StopHopeless = true,
                    ValidationIdentities = 0,
                }));
        EventReport told = Assert.Single(reporter.Of<EventReport>(), e => e.Kind == EventKinds.AtChance);
        Assert.Equal(floor, JsonElement.Parse(told.Detail).GetProperty("chance_floor").GetDouble(), 1e-12);
        Assert.Equal((RunState.Pruned, true), (reporter.Of<EndedReport>().Single().State, reporter.Of<EndedReport>().Single().Hopeless));
        StartedReport started = reporter.Of<StartedReport>().Single();
        Assert.Equal((12, 24), (started.TrainingPeople, started.TrainingImages));
    }

    private static RecordingReporter Train(string kind, bool stop)
    {
        using TrainingBench bench = new();
        return bench.Train(
            TrainingBench.Assignment(
                kind == EventKinds.Collapsed ? Collapsing : AtChance,
                options: TrainingBench.SmallOptions() with
                {
                    StopHopeless = stop,
                    ValidationIdentities = 0,
                }));
    }
}
