using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using SiameseSweep.Dashboard.Model.Charts;

namespace SiameseSweep.Dashboard.Components.Shared;

/// <summary>The thin wrapper over the drawing library: hands a chart model to <c>charts.js</c> when it changes.</summary>
public sealed partial class Chart : IAsyncDisposable
{
    private readonly object _canvasKey = new();
    private readonly object _legendKey = new();
    private DotNetObjectReference<Chart>? _self;
    private ElementReference _canvas;
    private ChartModel? _drawn;
    private string? _error;
    private bool _gone;

    [Inject] public required IJSRuntime Js { get; init; }

    /// <summary>Chart to draw.</summary>
    [Parameter, EditorRequired] public required ChartModel Model { get; set; }

    /// <summary>Above the chart, and the name of exported files.</summary>
    [Parameter, EditorRequired] public required string Title { get; set; }

    /// <summary>Message if there is nothing to draw yet.</summary>
    [Parameter] public string Empty { get; set; } = "Nothing recorded yet.";

    /// <summary>In pixels.</summary>
    [Parameter] public int Height { get; set; } = 320;

    /// <summary>Beside the title.</summary>
    [Parameter] public RenderFragment? Tools { get; set; }

    /// <summary>The horizontal range looked at, from the address; null shows all.</summary>
    [Parameter] public ZoomRange? Range { get; set; }

    /// <summary>Told when the user looks at another range, so that its detail can be read; null means all.</summary>
    [Parameter] public EventCallback<ZoomRange?> RangeChanged { get; set; }

    /// <summary>Told which stretch of a parallel axis was brushed.</summary>
    [Parameter] public EventCallback<BrushedAxis> AxisBrushed { get; set; }

    private string Label => Model.Parallel is null
        ? $"{Title}: {string.Join(", ", Model.Traces.Where(t => t.Legend).Take(8).Select(t => t.Name))} over {Model.XTitle}"
        : $"{Title}: {string.Join(", ", Model.Parallel.Select(a => a.Title))}";

    /// <summary>Called by the script.</summary>
    [JSInvokable]
    public Task Zoomed(double? low, double? high) =>
        InvokeAsync(() =>
            RangeChanged.InvokeAsync(
                low is double l && high is double h && double.IsFinite(l) && double.IsFinite(h) ? new ZoomRange(l, h) : null));

    /// <summary>Called by the script.</summary>
    [JSInvokable]
    public Task Brushed(int[] axes, double from, double to) => InvokeAsync(async () =>
    {
        foreach (int axis in axes.Where(a => a >= 0 && a < (Model.Parallel?.Count ?? 0)))
        {
            await AxisBrushed.InvokeAsync(new BrushedAxis(Model.Parallel![axis].Title, from, to));
        }
    });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _gone = true;
        _self?.Dispose();
        if (_drawn is null)
        {
            return;
        }

        try
        {
            await Js.InvokeVoidAsync("charts.remove", _canvas);
        }
        catch (Exception e) when (e is JSException or OperationCanceledException)
        {
            // The script was never had, or does not answer: what it would take away goes with the page. Thrown here, it would end
            // the connection.
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the chart with it.
        }
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (Model.IsEmpty || ReferenceEquals(_drawn, Model))
        {
            return;
        }

        _drawn = Model;
        if (RangeChanged.HasDelegate || AxisBrushed.HasDelegate)
        {
            _self ??= DotNetObjectReference.Create(this);
        }

        ChartModel model = Range is ZoomRange range ? Model with { XRange = [range.Low, range.High] } : Model;
        if (!model.Marks.All(IsSomewhere))
        {
            model = model with { Marks = model.Marks.Where(IsSomewhere).ToList() };
        }

        await Call("draw", _canvas, model, FileName(Title), _self);
    }

    // A threshold or a dissimilarity that is no number stands nowhere, and cannot be sent to a browser: the page would fail.
    private static bool IsSomewhere(ChartMark mark) => double.IsFinite(mark.X ?? 0) && double.IsFinite(mark.Y ?? 0);

    private Task Export(string how) => Call(how, _canvas);

    private async Task ResetZoom()
    {
        if (!Model.IsEmpty)
        {
            await Call("resetZoom", _canvas);
        }

        await RangeChanged.InvokeAsync(null);
    }

    private async Task Call(string function, params object?[] arguments)
    {
        try
        {
            await Js.InvokeVoidAsync($"charts.{function}", arguments);
        }
        catch (JSDisconnectedException)
        {
            // Nobody looks any more.
        }
        catch (JSException) when (_gone)
        {
            // The page was left while it was drawn.
        }
        catch (JSException e)
        {
            _error = $"The chart could not be drawn: {e.Message}";
            StateHasChanged();
        }
    }

    private static string FileName(string title) =>
        new(title.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-').ToArray());
}
