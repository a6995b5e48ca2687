using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiameseSweep.Core.Commands;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Store;
using SiameseSweep.Grains.Hosting;
using SiameseSweep.Grains.Runs;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Bench.Engine;

/// <summary>A head with slots of its own, as <c>run</c> makes it: grains, leases, outbox, record; only the trainer is a no-op.</summary>
internal sealed class EngineHead : IAsyncDisposable
{
    private readonly IHost _host;

    private EngineHead(IHost host, RecordStore record) => (_host, Record) = (host, record);

    public RecordStore Record { get; }

    public static async Task<EngineHead> Start(string home, int slots)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Error).AddConsole();
        HomeDirectory directory = new(home);
        RecordStore record = RecordStore.Open(directory, TimeProvider.System);
        builder.Services.AddSingleton<IRecordWriter>(record).AddSingleton<IRecordReader>(record)
            .AddSingleton<ITrainer>(new NoOpTrainer()).AddSingleton<IDeviceCatalog>(new Slots(slots));
        builder.UseSiameseSweepCluster(new ClusterOptions(directory, directory.DefaultData, Head: true, Worker: true));
        IHost host = builder.Build();
        await host.StartAsync().ConfigureAwait(false);
        return new EngineHead(host, record);
    }

    /// <summary>Submits a sweep and waits, woken by commits, until its end is on record.</summary>
    public async Task<string> Run(string yaml)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        string? id = null;
        using IDisposable subscription = Record.Subscribe(changes =>
        {
            if (changes.Any(c => c.Kinds.HasFlag(ChangeKinds.Sweep)))
            {
                ThreadPool.QueueUserWorkItem(_ => EndIfFinal());
            }
        });
        id = await _host.Services.GetRequiredService<ISweepCommands>().Submit(yaml, "bench.yaml").ConfigureAwait(false);
        EndIfFinal();
        await ended.Task.ConfigureAwait(false);
        return id;

        void EndIfFinal()
        {
            if (id is not null && Record.Sweep(id)!.State.IsFinal())
            {
                ended.TrySetResult();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync().ConfigureAwait(false);
        _host.Dispose();
        await Record.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class Slots(int slots) : IDeviceCatalog
    {
        public IReadOnlyList<DeviceOffer> Offers(ClusterOptions options) => [new DeviceOffer("cpu", "no-op", slots, 1)];
    }
}
