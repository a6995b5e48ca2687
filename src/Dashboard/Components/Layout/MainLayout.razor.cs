using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace SiameseSweep.Dashboard.Components.Layout;

/// <summary>The frame of all pages: navigation, light or dark, and what is shown when a page fails.</summary>
public sealed partial class MainLayout
{
    private ErrorBoundary? _boundary;

    /// <summary>Whether the browser has signed in with the head's token.</summary>
    [CascadingParameter(Name = nameof(IsSignedIn))] public bool IsSignedIn { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    private string SkipAddress => new UriBuilder(Navigation.Uri) { Fragment = "content" }.Uri.PathAndQuery + "#content";

    /// <inheritdoc/>
    protected override void OnParametersSet() => _boundary?.Recover();
}
