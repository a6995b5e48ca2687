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

namespace SiameseSweep.Bench.Cluster;

/// <summary>
/// A silo as <c>serve</c>, <c>worker</c> or <c>run</c> makes it, with a trainer of the bench's; several may live in one process.
/// </summary>
internal sealed class ClusterNode : IAsyncDisposable
{
    private readonly IHost _host;

    private ClusterNode(IHost host, RecordStore? record) => (_host, Record) = (host, record!);

    public RecordStore Record { get; }

    public ISweepCommands Commands => _host.Services.GetRequiredService<ISweepCommands>();

    public IClusterView View => _host.Services.GetRequiredService<IClusterView>();

    /// <summary>A head that trains nothing.</summary>
    /// <param name="home">DATADIR.</param>
    /// <param name="slow">What to put before the record's writer; null: nothing.</param>
    public static async Task<ClusterNode> Head(string home, Func<IRecordWriter, IRecordWriter>? slow = null)
    {
        (HostApplicationBuilder builder, RecordStore record) = WithRecord(home, slow);
        builder.UseSiameseSweepCluster(Options(home, head: true, worker: false));
        return await Start(builder, record).ConfigureAwait(false);
    }

    /// <summary>A head with slots of its own.</summary>
    public static async Task<ClusterNode> Both(string home, int slots, ITrainer trainer)
    {
        (HostApplicationBuilder builder, RecordStore record) = WithRecord(home);
        builder.Services.AddSingleton(trainer).AddSingleton<IDeviceCatalog>(new Slots(slots));
        builder.UseSiameseSweepCluster(Options(home, head: true, worker: true));
        return await Start(builder, record).ConfigureAwait(false);
    }

    /// <summary>A worker with one device.</summary>
    public static Task<ClusterNode> Worker(string home, int slots, ITrainer trainer)
    {
        HostApplicationBuilder builder = Builder();
        builder.Services.AddSingleton(trainer).AddSingleton<IDeviceCatalog>(new Slots(slots));
        builder.UseSiameseSweepCluster(Options(home, head: false, worker: true));
        return Start(builder, null);
    }

    /// <summary>Waits, woken by commits, until a sweep has ended.</summary>
    public async Task UntilEnd(string sweep)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (Record.Reader.Sweep(sweep)!.State.IsFinal())
            {
                ended.TrySetResult();
            }
        }

        using IDisposable subscription = Record.Changes.Subscribe(changes =>
        {
            if (changes.Any(c => c.Kinds.HasFlag(ChangeKinds.Sweep)))
            {
                ThreadPool.QueueUserWorkItem(_ => Look());
            }
        });
        Look();
        await ended.Task.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync().ConfigureAwait(false);
        _host.Dispose();
        if (Record is not null)
        {
            await Record.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static (HostApplicationBuilder Builder, RecordStore Record) WithRecord(
        string home,
        Func<IRecordWriter, IRecordWriter>? slow = null)
    {
        RecordStore record = RecordStore.Open(new HomeDirectory(home), TimeProvider.System);
        HostApplicationBuilder builder = Builder();
        builder.Services.AddSingleton(slow?.Invoke(record.Writer) ?? record.Writer).AddSingleton(record.Reader);
        return (builder, record);
    }

    private static HostApplicationBuilder Builder()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Error).AddConsole();
        return builder;
    }

    private static NodeOptions Options(string home, bool head, bool worker)
    {
        HomeDirectory directory = new(home);
        return new NodeOptions(directory, directory.DefaultData, head, worker);
    }

    private static async Task<ClusterNode> Start(HostApplicationBuilder builder, RecordStore? record)
    {
        IHost host = builder.Build();
        await host.StartAsync().ConfigureAwait(false);
        return new ClusterNode(host, record);
    }

    private sealed class Slots(int slots) : IDeviceCatalog
    {
        public IReadOnlyList<DeviceOffer> Offers(NodeOptions options) => [new DeviceOffer("cpu", "no-op", slots, 1)];
    }
}
