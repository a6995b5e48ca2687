using Microsoft.AspNetCore.Components;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Live;
using SiameseSweep.Dashboard.Model;

namespace SiameseSweep.Dashboard.Components.Pages;

/// <summary>One sweep: ranking, curves, runs, decisions.</summary>
public sealed partial class SweepPage
{
    [Inject] public required RankingCache Rankings { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Parameter] public required string SweepId { get; set; }

    [SupplyParameterFromQuery(Name = "q")] public string? Filter { get; set; }

    [SupplyParameterFromQuery(Name = "state")] public string? StateName { get; set; }

    [SupplyParameterFromQuery(Name = "sort")] public string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "dir")] public string? Direction { get; set; }

    [SupplyParameterFromQuery(Name = "cols")] public string? Columns { get; set; }

    /// <inheritdoc/>
    protected override string Key => SweepId;

    private RunsView View => new(Filter, StateName, Sort, Direction == "desc", Columns?.Split(',', StringSplitOptions.RemoveEmptyEntries));

    /// <inheritdoc/>
    protected override bool Concerns(string key, RecordChange change) =>
        change.SweepId == key && (change.Kinds & ~ChangeKinds.Losses) != 0;

    /// <inheritdoc/>
    protected override SweepModel? Read(string key) => SweepModel.Read(Reader, key, Rankings.Of);

    private void Navigate(RunsView view) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
        {
            ["q"] = string.IsNullOrWhiteSpace(view.Filter) ? null : view.Filter,
            ["state"] = view.State,
            ["sort"] = view.Sort,
            ["dir"] = view is { Sort: not null, Descending: true } ? "desc" : null,
            ["cols"] = view.Columns is { Count: > 0 } ? string.Join(',', view.Columns) : null,
        }),
        replace: true);
}
