using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Mining;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.Dashboard.Model.Charts;
using SiameseSweep.Dashboard.Tests.Fakes;
using SiameseSweep.TestKit;

namespace SiameseSweep.Dashboard.Tests.Model;

/// <summary>The floors that charts draw: those of the losses, for every loss and every mining.</summary>
public sealed class ChanceFloorsTests
{
    private const int People = 30, Images = 90;
    private static readonly RunId Run = new("synthetic-margins-7f3a", 0, 0, 0);

    public static MatrixTheoryData<LossKind, MiningKind> All => new([.. LossCatalog.All.Select(l => l.Kind)], Enum.GetValues<MiningKind>());

    [Theory]
    [MemberData(nameof(All))]
    public void The_run_the_sweep_and_the_comparison_draw_the_floor_of_the_loss(LossKind kind, MiningKind mining)
    {
        RunConfiguration configuration = new RunConfiguration().WithLoss(kind, mining);
        double expected = configuration.ChanceFloor(People, Images)!.Value;
        FakeRecord record = Record(configuration, People, Images);

        Assert.Equal(expected, RunPageModel.Read(record, Run)!.ChanceFloor);
        ComparedRun compared = Assert.Single(CompareModel.Read(record, [Run]).Runs);
        Assert.Equal(expected, compared.Configuration!.ChanceFloor(compared.Row.TrainingPeople, compared.Row.TrainingImages));
        SweepModel sweep = SweepModel.Read(record, Run.SweepId, record.Of, SampleFakes.Start)!;
        ChartModel curves = SweepCurves
            .Of(sweep, sweep.Runs.Rows, (runs, _) => [.. runs.Select(r => (IReadOnlyList<LossPoint>)record.LossRows[r])])
            .Losses;
        ChartMark mark = Assert.Single(curves.Marks);
        Assert.Equal(expected, mark.Y);
        Assert.StartsWith($"chance level, {LossCatalog.Of(kind).Name}", mark.Label, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_an_older_build_has_a_floor_only_where_it_does_not_depend_on_the_training_set()
    {
        Assert.Null(RunPageModel.Read(Record(new RunConfiguration(), null, null), Run)!.ChanceFloor);
        Assert.Equal(1, RunPageModel.Read(Record(new RunConfiguration { Mining = MiningKind.Hard }, null, null), Run)!.ChanceFloor);
        Assert.Equal(
            0.7,
            RunPageModel.Read(Record(new RunConfiguration { Loss = LossKind.Triplet, Margin = 0.7 }, null, null), Run)!.ChanceFloor);
    }

    [Fact]
    public void The_loss_of_the_test_people_has_the_floor_of_their_own_pairs()
    {
        RunPageModel model = RunPageModel.Read(Record(new RunConfiguration(), People, Images), Run)!;
        double share = 300.0 / 435; // three people of ten images
        Assert.Equal(4 * share * (1 - share), model.TestChanceFloor!.Value, 1e-12);
        ChartModel Chart(Measure measure) => MetricCharts.OfRun(model.Evaluations, measure, model.Baselines, model.TestChanceFloor);
        Assert.Equal(model.TestChanceFloor, Assert.Single(Chart(MeasureCatalog.Loss).Marks, m => m.Label == "chance level (test)").Y);
        Assert.DoesNotContain(Chart(MeasureCatalog.Eer).Marks, m => m.Label.StartsWith("chance", StringComparison.Ordinal));
        Assert.Null(
            RunPageModel.Read(Record(new RunConfiguration { Loss = LossKind.Softmax, Margin = null }, People, Images), Run)!
                .TestChanceFloor);
    }

    private static FakeRecord Record(RunConfiguration configuration, int? people, int? images)
    {
        FakeRecord record = SampleFakes.Record(trials: 1, replicates: 1);
        record.TrialRows[0] = record.TrialRows[0] with { Parameters = TrialParameters.ToJson(configuration) };
        record.RunRows[0] = record.RunRows[0] with { TrainingPeople = people, TrainingImages = images };
        return record;
    }
}
