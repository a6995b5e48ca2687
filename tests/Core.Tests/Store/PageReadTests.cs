using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Core.Tests.Store;

/// <summary>Reads that pages make and nobody else.</summary>
public sealed class PageReadTests
{
    private static readonly string[] Images = ["testing/s1/1.pgm", "testing/s1/2.pgm", "testing/s2/1.pgm"];

    [Fact]
    public async Task One_pair_is_followed_over_the_epochs_whichever_way_round_it_is_named()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        await (await home.Start()).Send(
            new PairBookReport("book", EvaluationSplit.Test, Images, ["s1", "s1", "s2"]),
            new EvaluationReport(1, 10, new() { ["test.eer"] = 0.5 }, 1.5, false, null, new PairScores("book", [0.1f, 0.2f, 0.3f])),
            new EvaluationReport(2, 20, new() { ["test.eer"] = 0.4 }, 1.25, false, null, new PairScores("book", [0.5f, 0.6f, 0.75f])));

        PairScore[] expected = [new(1, 0.3f, 1.5), new(2, 0.75, 1.25)];
        Assert.Equal(expected, home.Store.Reader.PairHistory(RecordHome.Run(), EvaluationSplit.Test, Images[1], Images[2]));
        Assert.Equal(expected, home.Store.Reader.PairHistory(RecordHome.Run(), EvaluationSplit.Test, Images[2], Images[1]));
        Assert.Empty(home.Store.Reader.PairHistory(RecordHome.Run(), EvaluationSplit.Test, Images[0], "elsewhere.pgm"));
        Assert.Empty(home.Store.Reader.PairHistory(RecordHome.Run(), EvaluationSplit.Validation, Images[0], Images[1]));
    }

    [Fact]
    public async Task One_metric_is_read_of_each_run_at_an_epoch_of_its_own()
    {
        await using RecordHome home = await new RecordHome().WithSweep(trials: 3);
        foreach (int trial in (int[])[0, 1])
        {
            await (await home.Start(RecordHome.Run(trial))).Send(
                new EvaluationReport(1, 10, new() { ["test.auc"] = 0.5 + trial }, 1, false, null, null),
                new EvaluationReport(2, 20, new() { ["test.auc"] = 0.25 + trial }, 1, false, null, null));
        }

        Dictionary<RunId, int> epochs = new() { [RecordHome.Run(0)] = 2, [RecordHome.Run(1)] = 1, [RecordHome.Run(2)] = 1 };
        IReadOnlyDictionary<RunId, double> values = home.Store.Reader.EvaluationsAt(RecordHome.Sweep, "test.auc", epochs);
        Assert.Equal([(RecordHome.Run(0), 0.25), (RecordHome.Run(1), 1.5)], values.OrderBy(v => v.Key.Trial).Select(v => (v.Key, v.Value)));
        Assert.Empty(home.Store.Reader.EvaluationsAt(RecordHome.Sweep, "test.nothing", epochs));
    }

    [Fact]
    public async Task The_newest_events_come_first_of_the_kinds_asked_for()
    {
        await using RecordHome home = await new RecordHome().WithSweep(trials: 4);
        await (await home.Start()).Send(new EventReport("run's own", "{}")); // a kind that this build does not know

        IReadOnlyList<EventRow> proposed = home.Store.Reader.NewestEvents(RecordHome.Sweep, [EventKinds.TrialProposed], 3);
        Assert.Equal(3, proposed.Count);
        Assert.All(proposed, e => Assert.Equal(EventKinds.TrialProposed, e.Kind));
        Assert.True(proposed[0].Id > proposed[1].Id && proposed[1].Id > proposed[2].Id);
        Assert.Equal("run's own", home.Store.Reader.NewestEvents(null, null, 1)[0].Kind);
        Assert.Single(home.Store.Reader.NewestEvents(null, ["run's own"], 5));
        Assert.Empty(home.Store.Reader.NewestEvents("another", null, 5));
    }

    [Fact]
    public async Task A_run_s_log_is_every_line_that_names_it_and_no_other_run_s()
    {
        await using RecordHome home = new();
        RunLog log = new(home.Home);
        Assert.Empty(log.Lines(RecordHome.Run(1)));
        Directory.CreateDirectory(home.Home.Logs);
        File.WriteAllLines(
            Path.Combine(home.Home.Logs, "worker-1.log"),
            [
                "2026-03-01T12:00:02.000Z info Runs: orl-7f3a.1.0.0 starts",
                "2026-03-01T12:00:03.000Z info Runs: orl-7f3a.1.0.01 is another",
                "2026-03-01T12:00:04.000Z info Runs: my-orl-7f3a.1.0.0 too",
            ]);
        File.WriteAllLines(
            Path.Combine(home.Home.Logs, "serve-1.log"),
            ["2026-03-01T12:00:01.000Z info Sweeps: run orl-7f3a.1.0.0 gets cpu", "nothing of it"]);

        Assert.Equal(
            [
                "2026-03-01T12:00:01.000Z info Sweeps: run orl-7f3a.1.0.0 gets cpu",
                "2026-03-01T12:00:02.000Z info Runs: orl-7f3a.1.0.0 starts",
            ],
            log.Lines(RecordHome.Run(1)));
        Assert.Equal("2026-03-01T12:00:02.000Z info Runs: orl-7f3a.1.0.0 starts", Assert.Single(log.Lines(RecordHome.Run(1), 1)));
    }
}
