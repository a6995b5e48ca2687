using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using SiameseSweep.Dashboard.Model.Charts;

namespace SiameseSweep.Dashboard.Components.Controls;

/// <summary>The thin wrapper over the drawing library: hands a chart model to <c>charts.js</c> when it, or light and dark, changes.</summary>
public sealed partial class Chart : IAsyncDisposable
{
    private const string Module = "./_content/SiameseSweep.Dashboard/charts.js";
    private readonly object _canvasKey = new();
    private IJSObjectReference? _module;
    private ElementReference _canvas;
    private ChartModel? _drawn;
    private bool _drawnDark;
    private string? _error;

    [Inject] public required IJSRuntime Js { get; init; }

    /// <summary>What to draw.</summary>
    [Parameter, EditorRequired] public required ChartModel Model { get; set; }

    /// <summary>Above the chart, and the name of exported files.</summary>
    [Parameter, EditorRequired] public required string Title { get; set; }

    /// <summary>What to say when there is nothing to draw yet.</summary>
    [Parameter] public string Empty { get; set; } = "Nothing recorded yet.";

    /// <summary>In pixels.</summary>
    [Parameter] public int Height { get; set; } = 320;

    /// <summary>Beside the title.</summary>
    [Parameter] public RenderFragment? Tools { get; set; }

    /// <summary>Whether the page is dark.</summary>
    [CascadingParameter(Name = "Dark")] public bool Dark { get; set; }

    private string Label => $"{Title}: {string.Join(", ", Model.Traces.Where(t => t.Legend).Take(8).Select(t => t.Name))} over {Model.XTitle}";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_module is null)
        {
            return;
        }

        try
        {
            if (_drawn is { IsEmpty: false })
            {
                await _module.InvokeVoidAsync("remove", _canvas);
            }

            await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the chart with it.
        }
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (Model.IsEmpty || (ReferenceEquals(_drawn, Model) && _drawnDark == Dark))
        {
            return;
        }

        _drawn = Model;
        _drawnDark = Dark;
        try
        {
            _module ??= await Js.InvokeAsync<IJSObjectReference>("import", Module);
            await _module.InvokeVoidAsync("draw", _canvas, Model, FileName(Title));
        }
        catch (JSDisconnectedException)
        {
            // Nobody looks any more.
        }
        catch (JSException e)
        {
            _error = $"The chart could not be drawn: {e.Message}";
            StateHasChanged();
        }
    }

    private static string FileName(string title) => new(title.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-').ToArray());
}
