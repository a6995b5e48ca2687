using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Store;
using SiameseSweep.Grains.Hosting;
using SiameseSweep.Grains.Runs;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Grains.Tests;

/// <summary>A real process' worth of cluster inside the test: Orleans, SQLite, leases; only the trainer is scripted.</summary>
internal sealed class TestHead : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IHost _host;
    private bool _stopped;

    private TestHead(IHost host, RecordStore? record) => (_host, Record) = (host, record!);

    public RecordStore Record { get; }

    public ISweepCommands Commands => _host.Services.GetRequiredService<ISweepCommands>();

    public IClusterView Cluster => _host.Services.GetRequiredService<IClusterView>();

    public IServiceProvider Services => _host.Services;

    // writer: what stands between the head and its record; null: nothing.
    public static async Task<TestHead> Start(
        string home,
        ITrainer trainer,
        int slots = 2,
        bool head = true,
        bool worker = true,
        Func<IRecordWriter, IRecordWriter>? writer = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole();
        HomeDirectory directory = new(home);
        RecordStore? record = null;
        if (head)
        {
            record = RecordStore.Open(directory, TimeProvider.System);
            IRecordWriter between = writer?.Invoke(record.Writer) ?? record.Writer;
            builder.Services.AddSingleton(_ => between).AddSingleton(_ => record.Reader);
        }

        builder.Services.AddSingleton(trainer).AddSingleton<IDeviceCatalog>(new Slots(slots));
        builder.UseSiameseSweepCluster(new NodeOptions(directory, directory.DefaultData, head, worker)
        {
            RenewEvery = TimeSpan.FromMilliseconds(200), LeaseTime = TimeSpan.FromSeconds(2), LeaveWithin = TimeSpan.FromSeconds(3),
        });
        IHost host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new TestHead(host, record);
    }

    /// <summary>Waits, woken by commits, until something holds of the record.</summary>
    public async Task Until(Func<IRecordReader, bool> holds)
    {
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable subscription = Record.Changes.Subscribe(_ => ThreadPool.QueueUserWorkItem(_ =>
        {
            if (holds(Record.Reader))
            {
                held.TrySetResult();
            }
        }));
        if (holds(Record.Reader))
        {
            return;
        }

        await held.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    public Task UntilSweep(string id, SweepState state) => Until(r => r.Sweep(id)!.State == state);

    public Task UntilRun(RunId run, RunState state) => Until(r => r.Run(run)?.State == state);

    /// <summary>Stops as on SIGTERM.</summary>
    public Task Stop() => End(TestContext.Current.CancellationToken);

    /// <summary>Stops without saving or telling anybody anything.</summary>
    public Task Kill() => End(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync() => await Kill();

    private async Task End(CancellationToken cancellation)
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        try
        {
            await _host.StopAsync(cancellation);
        }
        catch (Exception error) when (cancellation.IsCancellationRequested && error is OperationCanceledException or AggregateException)
        {
            // As wanted: no grace.
        }

        if (Record is not null)
        {
            await Record.DisposeAsync();
        }

        _host.Dispose();
    }

    private sealed class Slots(int slots) : IDeviceCatalog
    {
        public IReadOnlyList<DeviceOffer> Offers(NodeOptions options) => [new DeviceOffer("cpu", "scripted", slots, 1)];
    }
}
