using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.TestKit;

namespace SiameseSweep.Core.Tests.Store;

/// <summary>Contract of IRecordWriter and IRecordReader, against a real file.</summary>
public sealed class RecordContractTests
{
    [Fact]
    public async Task A_sample_record_reads_back()
    {
        await using RecordHome home = new();
        IReadOnlyList<string> ids = await new SampleRecord(home.Store.Writer, new SampleSize()).Write();

        Assert.Equal(["sample-0001", "sample-0000"], home.Store.Reader.Sweeps().Select(s => s.SweepId));
        Assert.Equal([SweepState.Running, SweepState.Finished], home.Store.Reader.Sweeps().Select(s => s.State));
        Assert.Equal(12, home.Store.Reader.CountRuns(new RunQuery(ids[0])));
        Assert.Equal(home.Store.Reader.Trials(ids[0]).Count, home.Store.Reader.CountTrials(ids[0]));
        Assert.Equal(0, home.Store.Reader.CountTrials("none-0000"));
        Assert.Equal(
            Enumerable.Range(0, 12).Select(i => SampleRecord.StateOf(i, running: true)),
            home.Store.Reader.Runs(new RunQuery(ids[1])).Select(r => r.State));
        RunId run = new(ids[0], 0, 0, 0);
        Assert.Equal(Enumerable.Range(1, 80), home.Store.Reader.Losses(run).Select(p => p.Step));
        Assert.Equal(66, home.Store.Reader.Dissimilarities(run, EvaluationSplit.Test)!.Pairs.Count);
        Assert.Equal(12, home.Store.Reader.Embeddings(run).Count);
        Assert.Equal(26, home.Store.Reader.Baselines(run).Count);
    }

    [Fact]
    public async Task A_closed_record_is_whole_in_its_one_file()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        Assert.Single(home.Store.Reader.Sweeps());
        await home.Store.DisposeAsync();
        string copy = home.Home.RecordFile + ".copy";
        File.Copy(home.Home.RecordFile, copy);

        Assert.Equal(RecordHome.Sweep, RecordHome.Sqlite3(copy, "SELECT sweep_id FROM sweeps").Trim());
    }

    [Fact]
    public async Task A_run_goes_from_queued_to_finished_with_its_events_in_order()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        Attempt attempt = await home.Start();

        ReportAck ack = await attempt.Send(
            new StartedReport("f00d", 0, 2), new LossReport(1, [1.5f, 1.25f, 1f]), new EndedReport(RunState.Finished, null, 1, 3));

        Assert.Equal(new ReportAck(true, 3), ack);
        RunRow run = home.Store.Reader.Run(attempt.Run)!;
        Assert.Equal(
            (RunState.Finished, 1, "cpu", "silo", 2, 1, 3),
            (run.State, run.Attempt, run.Device, run.Silo, run.Threads, run.Epoch, run.Step));
        Assert.Equal(RecordHome.Clock.GetUtcNow(), run.FinishedAt);
        Assert.Equal("f00d", home.Store.Reader.Sweep(RecordHome.Sweep)!.DatasetFingerprint);
        Assert.Equal(
            ["sweep_created", "trial_proposed", "run_started", "run_finished"],
            home.Store.Reader.Events(RecordHome.Sweep).Select(e => e.Kind));
    }
}
