using Microsoft.Playwright;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Tests.Fakes;
using SiameseSweep.TestKit;

namespace SiameseSweep.Dashboard.Tests.Browser;

/// <summary>A browser window on a head over a made-up record.</summary>
internal sealed class Session(TemporaryDirectory home, RecordStore record, DashboardHost host, Visit visit) : IAsyncDisposable
{
    private bool _stopped;

    public RecordStore Record { get; } = record;

    public DashboardHost Host { get; private set; } = host;

    public Visit Visit { get; } = visit;

    public FakeCluster Cluster { get; private init; } = new();

    public static async Task<Session> Start(IBrowser chromium, bool dark = false, int width = 1280, bool finger = false)
    {
        TemporaryDirectory folder = new();
        HomeDirectory home = new(folder.Path);
        RecordStore record = RecordStore.Open(home, TimeProvider.System);
        await new SampleRecord(record.Writer, new SampleSize()).Write();
        FakeCluster cluster = new();
        DashboardHost host = await DashboardHost.Start(record.Reader, record.Changes, new FakeCommands(), cluster, home);
        return new Session(folder, record, host, await Visit.Open(chromium, dark, width, finger: finger)) { Cluster = cluster };
    }

    /// <summary>The head ends, and the window stays.</summary>
    public async Task StopHead()
    {
        _stopped = true;
        await Host.DisposeAsync();
    }

    /// <summary>Another head over the same record, at the same address.</summary>
    public async Task Restart()
    {
        int port = new Uri(Host.Address).Port;
        await Host.DisposeAsync();
        Host = await DashboardHost.Start(Record.Reader, Record.Changes, new FakeCommands(), Cluster, new HomeDirectory(home.Path), port);
    }

    public async ValueTask DisposeAsync()
    {
        await Visit.DisposeAsync();
        if (!_stopped)
        {
            await Host.DisposeAsync();
        }

        await Record.DisposeAsync();
        home.Dispose();
    }
}
