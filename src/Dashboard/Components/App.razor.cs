using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Components.Endpoints;
using SiameseSweep.Dashboard.Components.Pages;

namespace SiameseSweep.Dashboard.Components;

/// <summary>The document that every page lives in.</summary>
public sealed partial class App
{
    // Not rendered twice: reading the record for a page that is thrown away a moment later would double its cost.
    private static readonly InteractiveServerRenderMode Mode = new(prerender: false);

    [CascadingParameter] public HttpContext? Http { get; set; }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        // An address that means nothing gets its page, and the status that goes with it: set as late as can be, since a
        // document that is not found from the start is not written at all.
        if (Http?.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type == typeof(NotFound) && !Http.Response.HasStarted)
        {
            HttpResponse response = Http.Response;
            response.OnStarting(() =>
            {
                response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            });
        }
    }
}
