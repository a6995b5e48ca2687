using Microsoft.AspNetCore.Components;
using SiameseSweep.Core.Runs;
using SiameseSweep.Dashboard.Model;

namespace SiameseSweep.Dashboard.Components.Sweep;

/// <summary>
/// The runs table: order, groups, columns and choice are the page's address, so they survive a reload and can be sent to others.
/// </summary>
public sealed partial class RunsGrid
{
    private List<RunsLine> _lines = [];
    private IReadOnlyList<RunsColumn> _shown = [];
    private (IReadOnlyList<RunsTableRow> Rows, string? Group)? _laid;

    /// <summary>All runs.</summary>
    [Parameter, EditorRequired] public required RunsTable Table { get; set; }

    /// <summary>Those that the page's filter keeps, sorted.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<RunsTableRow> Rows { get; set; }

    /// <summary>The sweep's metric: averaged over groups.</summary>
    [Parameter, EditorRequired] public required string Metric { get; set; }

    /// <summary>View of the runs.</summary>
    [Parameter, EditorRequired] public required RunsView View { get; set; }

    /// <summary>Told when the user looks differently.</summary>
    [Parameter] public EventCallback<RunsView> ViewChanged { get; set; }

    /// <summary>Runs chosen for a comparison.</summary>
    [Parameter] public IReadOnlyList<RunId> Picked { get; set; } = [];

    /// <summary>Told when the choice changes.</summary>
    [Parameter] public EventCallback<IReadOnlyList<RunId>> PickedChanged { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_laid is not { } laid || !ReferenceEquals(laid.Rows, Rows) || laid.Group != View.Group)
        {
            _laid = (Rows, View.Group);
            _lines = RunsGroups.Of(Table, Rows, View.Group, Metric).ToList();
        }

        _shown = Table.Shown(View);
    }

    private Task GroupBy(ChangeEventArgs e) =>
        ViewChanged.InvokeAsync(View with { Group = e.Value?.ToString() is { Length: > 0 } group ? group : null });

    private Task SortBy(RunsColumn column) => ViewChanged.InvokeAsync((View.Sort == column.Key, View.Descending) switch
    {
        (false, _) => View with { Sort = column.Key, Descending = false },
        (true, false) => View with { Descending = true },
        _ => View with { Sort = null, Descending = false },
    });

    private Task Choose(RunsColumn column, bool shown)
    {
        IEnumerable<string> keys = Table.Columns.Where(c => c == column ? shown : _shown.Contains(c)).Select(c => c.Key);
        return ViewChanged.InvokeAsync(View with { Columns = keys.ToList() });
    }

    private Task Pick(RunId run, bool chosen) =>
        PickedChanged.InvokeAsync([.. Picked.Where(r => r != run).Concat(chosen ? [run] : []).Take(DashboardUrls.MostCompared)]);

    private bool Full => Picked.Count >= DashboardUrls.MostCompared;

    private string Sorted(RunsColumn column) => View.Sort != column.Key ? "none" : View.Descending ? "descending" : "ascending";

    private string Arrow(RunsColumn column) => View.Sort != column.Key ? "" : View.Descending ? " ▼" : " ▲";
}
