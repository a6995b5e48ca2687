using Microsoft.AspNetCore.Components;
using SiameseSweep.Dashboard.Components.Shared;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.Dashboard.Model.Selection;

namespace SiameseSweep.Dashboard.Components.Sweep;

/// <summary>Which runs a sweep's page shows: words, a state, and what is brushed on the parallel axes.</summary>
public sealed partial class RunsFilter
{
    private readonly TypedText _words = new();

    /// <summary>All runs.</summary>
    [Parameter, EditorRequired] public required RunsTable Table { get; set; }

    /// <summary>Number of runs that match the filter.</summary>
    [Parameter] public int Kept { get; set; }

    /// <summary>View of the runs.</summary>
    [Parameter, EditorRequired] public required RunsView View { get; set; }

    /// <summary>Told when the user looks differently.</summary>
    [Parameter] public EventCallback<RunsView> ViewChanged { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet() => _words.Show(View.Filter);

    private Task Filter(ChangeEventArgs e) => ViewChanged.InvokeAsync(View with { Filter = _words.Typed(e.Value) });

    private Task State(ChangeEventArgs e) =>
        ViewChanged.InvokeAsync(View with { State = e.Value?.ToString() is { Length: > 0 } state ? state : null });

    private Task Clear(AxisBrush brush) =>
        ViewChanged.InvokeAsync(View with { Brushes = AxisBrush.With(View.Brushes ?? [], brush.Column, null) });

    private Task ClearAll() => ViewChanged.InvokeAsync(View with { Filter = null, State = null, Brushes = [] });
}
