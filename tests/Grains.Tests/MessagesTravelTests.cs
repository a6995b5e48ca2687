using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Grains.Tests;

public sealed class MessagesTravelTests
{
    [Fact]
    public void Assignments_and_reports_arrive_as_they_were_sent()
    {
        using ServiceProvider services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        Serializer serializer = services.GetRequiredService<Serializer>();
        RunId run = new("orl-7f3a", 3, 1, 2);
        RunAssignment assignment = new()
        {
            Run = run, Attempt = 2, LeaseToken = "t", Configuration = new RunConfiguration { Margin = 1.5, Augment = Augmentations.Flip },
            Options = new SiameseOptions { Seed = ulong.MaxValue, BudgetDeviceHours = 1.5 }, Metric = new MetricSpec(), Device = "cpu", Threads = 2,
        };
        Assert.Equal(assignment, serializer.Deserialize<RunAssignment>(serializer.SerializeToArray(assignment)));

        ReportBatch batch = new(run, 2, "t", 7,
        [
            new LossReport(11, [1f, float.NaN]),
            new EvaluationReport(1, 10, new() { ["test.auc"] = 0.9 }, 1.5, false, null, new PairScores("h", [1f, 2f])),
            new EndedReport(RunState.Pruned, "why", 1, 10, Hopeless: true),
        ]);
        ReportBatch back = serializer.Deserialize<ReportBatch>(serializer.SerializeToArray(batch))!;
        Assert.Equal([1f, float.NaN], Assert.IsType<LossReport>(back.Reports[0]).Losses);
        Assert.Equal(0.9, Assert.IsType<EvaluationReport>(back.Reports[1]).Metrics["test.auc"]);
        Assert.Equal(batch.Reports[2], back.Reports[2]);
    }
}
