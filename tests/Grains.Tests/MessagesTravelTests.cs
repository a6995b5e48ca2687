using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using SiameseSweep.Core;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Grains.Hosting;

namespace SiameseSweep.Grains.Tests;

public sealed class MessagesTravelTests
{
    [Fact]
    public void What_SQLite_refuses_reaches_a_worker_as_the_sentence_it_is()
    {
        using ServiceProvider services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        Serializer serializer = services.GetRequiredService<Serializer>();
        SqliteException cause = new("database is locked", 5);
        Exception Sent(Exception error) => serializer.Deserialize<Exception>(serializer.SerializeToArray(PortableExceptions.Of(error)))!;

        Assert.Equal(
            "The record is locked.",
            Assert.IsType<RecordUnavailableException>(Sent(new RecordUnavailableException("The record is locked.", cause))).Message);
        Assert.Equal(
            "It is damaged.",
            Assert.IsType<UserErrorException>(Sent(new UserErrorException("It is damaged.", inner: cause))).Message);
        Assert.Contains(
            "locked",
            Sent(new AggregateException(new InvalidOperationException("x", cause))).Message,
            StringComparison.Ordinal);
        Assert.IsType<FormatException>(Sent(new FormatException("left as it is")));
    }

    [Fact]
    public void Assignments_and_reports_arrive_as_they_were_sent()
    {
        using ServiceProvider services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        Serializer serializer = services.GetRequiredService<Serializer>();
        RunId run = new("orl-7f3a", 3, 1, 2);
        RunAssignment assignment = new()
        {
            Run = run,
            Attempt = 2,
            LeaseToken = "t",
            Configuration = new RunConfiguration { Margin = 1.5, Augment = Augmentations.Flip },
            Options = new SiameseOptions { Seed = ulong.MaxValue, BudgetDeviceHours = 1.5 },
            Metric = new MetricSpec(),
            Device = "cpu",
            Threads = 2,
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
