using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Silo.Documents;
using SiameseSweep.Silo.Progress;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Progress;

/// <summary>Progress of a run in an extended sweep, measured by the epochs it now trains and not by those it was proposed with.</summary>
public sealed class ExtendedProgressTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(null, 2)]
    [InlineData(8, 8)]
    public async Task The_epochs_of_a_run_in_training_are_those_it_is_to_train(int? extended, int epochs)
    {
        await using RecordStore store = RecordStore.Open(new HomeDirectory(_home.Path), TimeProvider.System);
        RunId run = new("mine-0001", 0, 0, 0);
        await store.Writer.CreateSweep(run.SweepId, SweepFile.Parse(SmallRecord.Yaml, "sample.yaml").Definition!);
        await store.Writer.AddTrial(new NewTrial(run.SweepId, 0, new RunConfiguration { Epochs = 2 }, "{}", [(run, 7)]));
        await store.Writer.ChangeSweep(new SweepChange(run.SweepId) { Epochs = extended });
        int attempt = (await store.Writer.StartAttempt(new NewAttempt(run, "token", "cpu", "silo", 1)))!.Value;
        Assert.True((await store.Writer.Apply(new ReportBatch(run, attempt, "token", 1, [new StartedReport("print", 0, 3)]))).Accepted);

        ActiveRunDocument active = Assert.Single(
            ProgressDocument.From(store.Reader, store.Reader.Sweep(run.SweepId)!, DateTimeOffset.UnixEpoch).Active);

        Assert.Equal(epochs, active.Epochs);
    }

    [Fact]
    public async Task A_run_in_training_has_a_speed_and_a_time_left_once_it_was_seen_to_move()
    {
        await using RecordStore store = RecordStore.Open(new HomeDirectory(_home.Path), TimeProvider.System);
        RunId run = new("mine-0001", 0, 0, 0);
        await store.Writer.CreateSweep(run.SweepId, SweepFile.Parse(SmallRecord.Yaml, "sample.yaml").Definition!);
        await store.Writer.AddTrial(new NewTrial(run.SweepId, 0, new RunConfiguration { Epochs = 2, BatchSize = 8 }, "{}", [(run, 7)]));
        int attempt = (await store.Writer.StartAttempt(new NewAttempt(run, "token", "cpu", "silo", 1)))!.Value;
        SteppedTime time = new();
        ProgressTracker tracker = new(time);
        await store.Writer.Apply(
            new ReportBatch(run, attempt, "token", 1, [new StartedReport("print", 0, 10), new LossReport(1, [0.5f, 0.5f])]));
        ActiveRunView first = Assert.Single(
            tracker.Look(ProgressDocument.From(store.Reader, store.Reader.Sweep(run.SweepId)!, DateTimeOffset.UnixEpoch)).Active);
        Assert.Equal((null, null), (first.PairsPerSecond, first.Left));

        time.Seconds = 2;
        await store.Writer.Apply(new ReportBatch(run, attempt, "token", 3, [new LossReport(3, [0.5f, 0.5f, 0.5f, 0.5f])]));
        ProgressDocument document = ProgressDocument.From(store.Reader, store.Reader.Sweep(run.SweepId)!, DateTimeOffset.UnixEpoch);
        ActiveRunView second = Assert.Single(tracker.Look(document).Active);

        // 14 of 20 steps at 2 a second
        Assert.Equal((10, 16.0, TimeSpan.FromSeconds(7)), (second.Run.StepsPerEpoch, second.PairsPerSecond, second.Left));
        Assert.Equal(6.0 / 20 / document.PlannedRuns, document.Done);
    }

    private sealed class SteppedTime : TimeProvider
    {
        public int Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
