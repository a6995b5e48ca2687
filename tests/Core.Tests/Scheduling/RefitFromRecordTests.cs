using SiameseSweep.Core.LearningRates;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Scheduling.FromRecord;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Core.Tests.Store;

namespace SiameseSweep.Core.Tests.Scheduling;

public sealed class RefitFromRecordTests
{
    [Fact]
    public async Task A_refit_takes_the_winners_median_best_epoch_rounded_up_and_its_mean_threshold()
    {
        await using RecordHome home = await new RecordHome().WithSweep(trials: 2, replicates: 2);
        await Train(home, RecordHome.Run(0, 0), 0.3, 0.1);
        await Train(home, RecordHome.Run(0, 1), 0.2, 0.3, 0.1, 0.2, 0.05);
        await Train(home, RecordHome.Run(1, 0), 0.5);
        await Train(home, RecordHome.Run(1, 1), 0.5);

        RefitPlan plan = RefitFromRecord.Read(home.Store.Reader, RecordHome.Sweep, new MetricSpec())!;

        Assert.Equal(4, plan.Configuration.Epochs); // of 2 and 5
        Assert.Equal(new RefitTerms(0, 3.5), plan.Terms); // thresholds are the epochs
    }

    [Fact]
    public async Task A_warm_up_is_shortened_with_the_epochs()
    {
        await using RecordHome home = await new RecordHome().WithSweep(trials: 0);
        RunConfiguration warm = new() { Epochs = 10, Schedule = ScheduleKind.Cosine, Warmup = 5 };
        await home.Store.Writer.AddTrial(new NewTrial(RecordHome.Sweep, 0, warm, "{}", [(RecordHome.Run(), 7)]));
        await Train(home, RecordHome.Run(), 0.3, 0.1);
        RefitPlan plan = RefitFromRecord.Read(home.Store.Reader, RecordHome.Sweep, new MetricSpec())!;
        Assert.Equal(warm with { Epochs = 2, Warmup = 1 }, plan.Configuration);
    }

    [Fact]
    public async Task Without_a_result_or_a_threshold_there_is_nothing_to_train_again()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        Assert.Null(RefitFromRecord.Read(home.Store.Reader, RecordHome.Sweep, new MetricSpec()));
        Attempt attempt = await home.Start();
        await attempt.Send(
            new EvaluationReport(1, 1, new() { ["validation.eer"] = 0.1 }, 1, false, null, null),
            new EndedReport(RunState.Finished, null, 1, 1));
        Assert.Null(RefitFromRecord.Read(home.Store.Reader, RecordHome.Sweep, new MetricSpec()));
    }

    [Fact]
    public async Task A_refit_is_marked_on_record_judged_by_test_people_and_kept_out_of_the_ranking_and_of_more_epochs()
    {
        await using RecordHome home = await new RecordHome().WithSweep(replicates: 2);
        foreach (int replicate in new[] { 0, 1 })
        {
            await Train(home, RecordHome.Run(0, replicate), 0.3);
        }

        RefitTerms terms = new(0, 0.25);
        await home.Store.Writer.AddTrial(
            new NewTrial(
                RecordHome.Sweep, 1, new RunConfiguration { Epochs = 1 }, "{}", [(RecordHome.Run(1, 0), 1), (RecordHome.Run(1, 1), 2)])
            {
                Refit = terms,
            });
        Assert.Null(new Rankings(home.Store.Reader).Of(RecordHome.Sweep).Refit!.BestRun);
        foreach ((int replicate, double eer) in new[] { (0, 0.10), (1, 0.12) })
        {
            Attempt attempt = await home.Start(RecordHome.Run(1, replicate));
            await attempt.Send(
                new BaselineReport("pixels", new() { ["test.eer"] = 0.9 }),
                new EvaluationReport(1, 1, new() { ["test.eer"] = eer, ["test.auc"] = 0.9 }, 0.25, false, null, null),
                new EndedReport(RunState.Finished, null, 1, 1));
        }

        Assert.Equal("0|0\n1|1", home.Sqlite3("SELECT trial, refit FROM trials"));
        Assert.Equal([null, terms], home.Store.Reader.Trials(RecordHome.Sweep).Select(t => t.Refit));
        Ranking ranking = new Rankings(home.Store.Reader).Of(RecordHome.Sweep);
        Assert.Equal([0], ranking.Trials.Select(t => t.Trial));
        Assert.Empty(ranking.Baselines); // of the refit's runs there is one
        Assert.Equal((terms, "test.eer", 0.11), (ranking.Refit!.Terms, ranking.Refit.Metric, Math.Round(ranking.Refit.Result.Value, 12)));
        Assert.Equal(RecordHome.Run(1, 0), ranking.ChosenRun);
        Assert.Equal(RecordHome.Run(0, 0), ranking.BestRun);

        await home.Store.Writer.ChangeSweep(
            new SweepChange(RecordHome.Sweep) { Runs = ([RunState.Finished], RunState.Queued, "More."), NotRefits = true });
        Assert.Equal(
            [RunState.Queued, RunState.Queued, RunState.Finished, RunState.Finished],
            home.Store.Reader.Runs(new RunQuery(RecordHome.Sweep)).Select(r => r.State));
    }

    private static async Task Train(RecordHome home, RunId run, params double[] eer)
    {
        Attempt attempt = await home.Start(run);
        await attempt.Send(new PairBookReport("book", EvaluationSplit.Validation, ["a", "b", "c"], ["p", "p", "q"]));
        for (int epoch = 1; epoch <= eer.Length; epoch++)
        {
            await attempt.Send(
                new EvaluationReport(
                    epoch, epoch, new() { ["validation.eer"] = eer[epoch - 1] }, epoch, false,
                    new PairScores("book", [0.1f, 0.5f, 0.6f]), null));
        }

        await attempt.Send(new EndedReport(RunState.Finished, null, eer.Length, eer.Length));
    }
}
