using Microsoft.JSInterop;

namespace SiameseSweep.Dashboard.Live;

/// <summary>
/// The script that draws charts, one for all charts of a browser's window. The layout asks for it as soon as it is there itself, so that it
/// comes while a page reads the record.
/// </summary>
public sealed class ChartScript(IJSRuntime js)
{
    private const string Module = "./_content/SiameseSweep.Dashboard/charts.js";
    private Task<IJSObjectReference>? _module;

    /// <summary>The script; asked for again when it could not be had. On the window's own thread.</summary>
    public Task<IJSObjectReference> Get() =>
        _module = _module is null or { IsFaulted: true } or { IsCanceled: true } ? js.InvokeAsync<IJSObjectReference>("import", Module).AsTask() : _module;
}
