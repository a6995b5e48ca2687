using SiameseSweep.Core.Commands;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Hosting;
using SiameseSweep.Dashboard.Tests.Fakes;

namespace SiameseSweep.Dashboard.Tests.Browser;

/// <summary>A head with nothing but the dashboard, on a free port of loopback, in Production as the program runs.</summary>
internal sealed class DashboardHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DashboardHost(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public static async Task<DashboardHost> Start(IRecordReader reader, IChangeFeed feed, ISweepCommands commands, FakeCluster cluster, HomeDirectory home, int port = 0)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Production",
            ApplicationName = typeof(DashboardHost).Assembly.GetName().Name,
        });
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders().AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(reader).AddSingleton(feed).AddSingleton(commands).AddSingleton(home)
            .AddSingleton<IClusterView>(cluster).AddSingleton<IFaceVerifier>(cluster);
        builder.Services.AddSiameseSweepDashboard();
        WebApplication app = builder.Build();
        app.MapGet("/api/runs/{id}/pairs.png", () => Results.Bytes(TinyPng, "image/png"));
        app.MapGet("/api/runs/{id}/checkpoints/best", (string id) => Results.Bytes(new byte[64], "application/octet-stream", $"{id}.safetensors"));
        app.MapSiameseSweepDashboard();
        await app.StartAsync();
        return new DashboardHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    // One grey pixel: what a head answers while no data set is there to draw from.
    private static readonly byte[] TinyPng = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==");
}
