using Microsoft.AspNetCore.Components;
using SiameseSweep.Core.Runs;
using SiameseSweep.Dashboard.Model;

namespace SiameseSweep.Dashboard.Components.Controls;

/// <summary>The runs table: sorting, filtering and columns are the page's address, so they survive a reload and can be sent to others.</summary>
public sealed partial class RunsGrid
{
    private readonly List<RunId> _chosen = [];
    private List<RunsTableRow> _rows = [];
    private IReadOnlyList<RunsColumn> _shown = [];

    /// <summary>All runs.</summary>
    [Parameter, EditorRequired] public required RunsTable Table { get; set; }

    /// <summary>How they are looked at.</summary>
    [Parameter, EditorRequired] public required RunsView View { get; set; }

    /// <summary>Told when the user looks differently.</summary>
    [Parameter] public EventCallback<RunsView> ViewChanged { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _rows = Table.Apply(View).ToList();
        _shown = Table.Shown(View);
    }

    private Task Filter(ChangeEventArgs e) => ViewChanged.InvokeAsync(View with { Filter = e.Value?.ToString() });

    private Task State(ChangeEventArgs e) => ViewChanged.InvokeAsync(View with { State = e.Value?.ToString() is { Length: > 0 } state ? state : null });

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

    private void Pick(RunId run, bool chosen)
    {
        _chosen.Remove(run);
        if (chosen && _chosen.Count < DashboardUrls.MostCompared)
        {
            _chosen.Add(run);
        }
    }

    private string Sorted(RunsColumn column) => View.Sort != column.Key ? "none" : View.Descending ? "descending" : "ascending";

    private string Arrow(RunsColumn column) => View.Sort != column.Key ? "" : View.Descending ? " ▼" : " ▲";
}
