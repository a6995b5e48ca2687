using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Silo.Documents;
using SiameseSweep.Silo.Progress;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Progress;

/// <summary>A sweep that stands still says for whom it waits.</summary>
public sealed class WaitingSweepTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _home = new();
    private RecordStore _store = null!;

    public ValueTask InitializeAsync()
    {
        _store = RecordStore.Open(new HomeDirectory(_home.Path), TimeProvider.System);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task With_nothing_in_training_it_points_to_the_workers()
    {
        await Queue("mine-0001");

        Assert.Equal("no run is training yet ('siamese-sweep cluster' lists the workers)", Waiting("mine-0001"));
    }

    [Fact]
    public async Task The_sweeps_that_hold_the_slots_are_named()
    {
        await Queue("mine-0001");
        await Train(await Queue("other-0002"));

        Assert.Equal("waiting for a slot: sweep other-0002 is training", Waiting("mine-0001"));

        await Train(await Queue("third-0003"));
        Assert.Equal("waiting for a slot: sweeps other-0002, third-0003 are training", Waiting("mine-0001"));
    }

    [Fact]
    public async Task A_sweep_that_trains_is_paused_or_has_ended_waits_for_nobody()
    {
        await Train(await Queue("other-0002"));
        Assert.Null(Waiting("other-0002"));

        await Queue("mine-0001");
        foreach (SweepState state in (SweepState[])[SweepState.Paused, SweepState.Stopped])
        {
            await _store.Writer.SetSweepState("mine-0001", state);
            Assert.Null(Waiting("mine-0001"));
        }
    }

    [Fact]
    public async Task Why_the_last_worker_cannot_train_it_is_said()
    {
        await Queue("mine-0001");
        await _store.Writer.AddEvent(new WorkerRefused("worker-7", "The ORL faces are not under /data."), "mine-0001");
        Assert.Equal("waiting for a worker that can train it; worker-7 cannot: The ORL faces are not under /data.", Waiting("mine-0001"));
    }

    private string? Waiting(string sweep) =>
        ProgressText.Waiting(ProgressDocument.From(_store.Reader, _store.Reader.Sweep(sweep)!, DateTimeOffset.UnixEpoch));

    private async Task<RunId> Queue(string sweep)
    {
        RunId run = new(sweep, 0, 0, 0);
        await _store.Writer.CreateSweep(sweep, SweepFile.Parse(SmallRecord.Yaml, "sample.yaml").Definition!);
        await _store.Writer.AddTrial(new NewTrial(sweep, 0, new RunConfiguration(), """{"epochs": 2, "batch_size": 4}""", [(run, 7)]));
        return run;
    }

    private async Task Train(RunId run) => Assert.NotNull(await _store.Writer.StartAttempt(new NewAttempt(run, "token", "cpu", "silo", 1)));
}
