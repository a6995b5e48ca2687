using Bunit;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Live;
using SiameseSweep.Dashboard.Tests.Fakes;

namespace SiameseSweep.Dashboard.Tests.Components;

/// <summary>The services every component needs: a record in memory, commands that are remembered, scripts that accept any call.</summary>
public abstract class DashboardContext : BunitContext
{
    // bUnit's own second is too short for a machine whose cores are busy with something else.
    static DashboardContext() => DefaultWaitTimeout = TimeSpan.FromSeconds(30);

    protected DashboardContext()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddScoped<Messages>();
        Services.AddSingleton<IRecordReader>(Record)
            .AddSingleton<IRankings>(Record)
            .AddSingleton<IChangeFeed>(Record)
            .AddSingleton<IRecordHealth>(_ => Record)
            .AddSingleton<ISweepCommands>(Commands)
            .AddSingleton<IClusterView>(Cluster)
            .AddSingleton<IFaceVerifier>(Cluster)
            .AddSingleton<IFacePictures>(Cluster)
            .AddSingleton(TimeProvider.System)
            .AddSingleton<RankingCache>()
            .AddSingleton<BestCache>()
            .AddSingleton<SweepCache>()
            .AddSingleton<InfluenceCache>()
            .AddSingleton<CurveCache>()
            .AddSingleton<ActivityMeter>()
            .AddSingleton<RunLog>()
            .AddSingleton(new HomeDirectory("/home-of-the-record"));
    }

    private protected FakeRecord Record { get; set; } = new();

    private protected FakeCommands Commands { get; } = new();

    private protected FakeCluster Cluster { get; } = new();
}
