using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace SiameseSweep.Dashboard.Components.Layout;

/// <summary>The frame of all pages: navigation, light or dark, and what is shown when a page fails.</summary>
public sealed partial class MainLayout : IAsyncDisposable
{
    private ErrorBoundary? _boundary;
    private IJSObjectReference? _theme;
    private bool _dark;
    private bool _themeKnown;

    [Inject] public required IJSRuntime Js { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    private string SkipAddress => new UriBuilder(Navigation.Uri) { Fragment = "content" }.Uri.PathAndQuery + "#content";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_theme is not null)
        {
            try
            {
                await _theme.DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                // The browser is gone, and its module with it.
            }
        }
    }

    /// <inheritdoc/>
    protected override void OnParametersSet() => _boundary?.Recover();

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _theme = await Js.InvokeAsync<IJSObjectReference>("import", "./_content/SiameseSweep.Dashboard/theme.js");
            _dark = await _theme.InvokeAsync<string>("chosen") == "dark";
            _themeKnown = true;
            StateHasChanged();
        }
    }

    private static Dictionary<string, object?> Label(string text) => new() { ["aria-label"] = text, ["title"] = text };

    private async Task Switch()
    {
        _dark = !_dark;
        if (_theme is not null)
        {
            await _theme.InvokeVoidAsync("choose", _dark ? "dark" : "light");
        }
    }
}
