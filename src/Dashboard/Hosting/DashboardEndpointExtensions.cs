using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using SiameseSweep.Dashboard.Components;

namespace SiameseSweep.Dashboard.Hosting;

/// <summary>Maps the dashboard's endpoints.</summary>
public static class DashboardEndpointExtensions
{
    /// <summary>
    /// Serves the pages at the root and their scripts, styles and pictures. Call it after <see cref="SecurityHeaders"/>, and beside
    /// the API's own endpoints (theirs win, as their addresses are longer).
    /// </summary>
    public static WebApplication MapSiameseSweepDashboard(this WebApplication app)
    {
        ServeFilesOfTheBuild(app.Environment, app);

        // Of a build, ASP.NET takes every file for one that is being edited: it packs nothing and lets browsers keep nothing.
        ((IConfigurationBuilder)app.Configuration).AddInMemoryCollection([
            KeyValuePair.Create("ReloadStaticAssetsAtRuntime", (string?)"false"),
        ]);
        app.UseAntiforgery();
        app.MapStaticAssets(Path.Combine(AppContext.BaseDirectory, $"{app.Environment.ApplicationName}.staticwebassets.endpoints.json"));
        // SecurityHeaders has it
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }

    /// <summary>
    /// A build's scripts and styles lie where packages and projects have them, which a manifest beside the program lists; ASP.NET
    /// reads it in Development only, and the program always runs in Production. A published program has them in wwwroot beside
    /// it, which is not the folder it is started from.
    /// </summary>
    private static void ServeFilesOfTheBuild(IWebHostEnvironment environment, WebApplication app)
    {
        string published = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (Directory.Exists(published))
        {
            environment.WebRootPath = published;
            environment.WebRootFileProvider = new PhysicalFileProvider(published);
        }

        StaticWebAssetsLoader.UseStaticWebAssets(environment, app.Configuration);
    }
}
