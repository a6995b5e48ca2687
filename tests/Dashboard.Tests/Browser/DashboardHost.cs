using SiameseSweep.Core.Head;
using SiameseSweep.Core.Statistics;
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

    public static async Task<DashboardHost> Start(
        IRecordReader reader,
        IChangeFeed feed,
        ISweepCommands commands,
        FakeCluster cluster,
        HomeDirectory home,
        int port = 0)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Production",
            ApplicationName = typeof(DashboardHost).Assembly.GetName().Name,
        });
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders().AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(reader)
            .AddSingleton(feed)
            .AddSingleton(reader as IRankings ?? new Rankings(reader))
            .AddSingleton(commands)
            .AddSingleton(home)
            .AddSingleton(reader as IRecordHealth ?? new FakeRecord())
            .AddSingleton<IClusterView>(cluster).AddSingleton<IFaceVerifier>(cluster).AddSingleton<IFacePictures>(cluster);
        builder.Services.AddSiameseSweepDashboard();
        WebApplication app = builder.Build();
        app.UseSecurityHeaders();
        app.MapGet("/api/runs/{id}/pairs.png", () => Results.Text(DrawnPairs(), "image/svg+xml"));
        app.MapGet("/api/sweeps/{id}/face.png", (string path) => Results.Text(DrawnFace(path), "image/svg+xml"));
        app.MapGet(
            "/api/runs/{id}/checkpoints/best",
            (string id) => Results.Bytes(new byte[64], "application/octet-stream", $"{id}.safetensors"));
        app.MapSiameseSweepDashboard();
        await app.StartAsync();
        return new DashboardHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    // A face of a few strokes, another for each person: what a head answers with a data set is drawn by the data set.
    private static string DrawnFace(string path)
    {
        int person = path.Split('/') is [_, { Length: > 1 } name, _] && int.TryParse(name[1..], out int n) ? n : 0;
        return $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 92 112' width='92' height='112'><rect width='92' height='112' "
            + $"fill='#{4 + person}{4 + person}{4 + person}'/><ellipse cx='46' cy='58' rx='{26 + (3 * person)}' ry='40' "
            + $"fill='#bbb'/><circle cx='36' cy='50' r='{2 + person}'/><circle cx='56' cy='50' r='{2 + person}'/><path d='M34 78q12 "
            + $"{4 * person} 24 0' stroke='#222' stroke-width='3' fill='none'/></svg>";
    }

    private static string DrawnPairs()
    {
        IEnumerable<string> cells = Enumerable.Range(0, 10)
            .Select(i =>
                $"<g transform='translate({i % 5 * 300},{i / 5 * 234})'><rect x='12' y='12' width='138' height='168' fill='#777'/><ellipse "
                + $"cx='81' cy='100' rx='45' ry='62' fill='#ccc'/><rect x='150' y='12' width='138' height='168' fill='#999'/><ellipse "
                + $"cx='219' cy='100' rx='{40 + (i * 2)}' ry='62' fill='#ddd'/><text x='14' y='202' font-size='18' "
                + $"font-family='monospace'>Dissimilarity: 0.{70 + i}</text><text x='14' y='224' font-size='18' "
                + $"font-family='monospace'>{(i % 3 == 0 ? "\u2717 different, wrong" : "\u2713 same, right")}</text></g>"
            );
        return $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1500 468' width='1500' height='468'><rect width='1500' height='468' "
            + $"fill='#fff'/>{string.Concat(cells)}</svg>";
    }
}
