using System.Data.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using SiameseSweep.Core;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Components.Layout;
using SiameseSweep.Dashboard.Components.Run;
using SiameseSweep.Dashboard.Components.Sweep;
using SiameseSweep.Dashboard.Hosting;

namespace SiameseSweep.Dashboard.Components;

/// <summary>The document that every page lives in.</summary>
public sealed partial class App
{
    // Not rendered twice: reading the record for a page that is thrown away a moment later would double its cost.
    private static readonly InteractiveServerRenderMode Mode = new(prerender: false);

    [CascadingParameter] public HttpContext? Http { get; set; }

    [Inject] public required IRecordReader Reader { get; init; }

    private string? Nonce => Http?.Features.Get<ScriptNonce>()?.Value;

    // Who needs no token has nothing to sign out of.
    private bool IsSignedIn => Http?.User.Identity?.IsAuthenticated ?? false;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        // An address that means nothing gets its page, and the status that goes with it: set as late as can be, since a
        // document that is not found from the start is not written at all.
        if (Http is { Response.HasStarted: false } && IsMissing(Http))
        {
            HttpResponse response = Http.Response;
            response.OnStarting(() =>
            {
                response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            });
        }
    }

    private bool IsMissing(HttpContext http)
    {
        Type? page = http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type;
        try
        {
            return page == typeof(NotFound)
                || (page == typeof(SweepPage) && Reader.Sweep(Asked(http, nameof(SweepPage.SweepId))) is null)
                || (
                    page == typeof(RunPage) && (!RunId.TryParse(Asked(http, nameof(RunPage.Id)), out RunId run) || Reader.Run(run) is null)
                );
        }
        catch (Exception e) when (e is UserErrorException or DbException or IOException)
        {
            // Whether it is there cannot be told now; the page tries again, and says why it cannot.
            return false;
        }
    }

    private static string Asked(HttpContext http, string name) => http.Request.RouteValues[name]?.ToString() ?? "";
}
