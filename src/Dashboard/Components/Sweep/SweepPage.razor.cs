using Microsoft.AspNetCore.Components;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Live;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.Dashboard.Model.Charts;
using SiameseSweep.Dashboard.Model.Selection;

namespace SiameseSweep.Dashboard.Components.Sweep;

/// <summary>One sweep: ranking, curves, runs, parameters, decisions. How it is looked at is in the address.</summary>
public sealed partial class SweepPage
{
    private static readonly (string Tab, string Title)[] Tabs = [("", "Runs"), ("parameters", "Parameters"), ("decisions", "Decisions")];
    private static readonly Dictionary<string, object?> ByAlarm = new() { ["tab"] = null, ["group"] = RunsTable.AlarmColumn };
    private RunsView? _ahead;
    private IReadOnlyList<RunId>? _pickedAhead;
    private string? _target;
    private (SweepModel Model, string Filter, string? Sort, IReadOnlyList<RunsTableRow> Rows)? _kept;

    [Inject] public required SweepCache Sweeps { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Parameter] public required string SweepId { get; set; }

    [SupplyParameterFromQuery(Name = "tab")] public string? TabName { get; set; }

    [SupplyParameterFromQuery(Name = "q")] public string? Filter { get; set; }

    [SupplyParameterFromQuery(Name = "state")] public string? StateName { get; set; }

    [SupplyParameterFromQuery(Name = "brush")] public string? Brush { get; set; }

    [SupplyParameterFromQuery(Name = "group")] public string? Group { get; set; }

    [SupplyParameterFromQuery(Name = "sort")] public string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "dir")] public string? Direction { get; set; }

    [SupplyParameterFromQuery(Name = "cols")] public string? Columns { get; set; }

    [SupplyParameterFromQuery(Name = "pick")] public string? PickedText { get; set; }

    [SupplyParameterFromQuery(Name = "zoom")] public string? ZoomText { get; set; }

    [SupplyParameterFromQuery(Name = "x")] public string? X { get; set; }

    [SupplyParameterFromQuery(Name = "y")] public string? Y { get; set; }

    [SupplyParameterFromQuery(Name = "color")] public string? Color { get; set; }

    /// <inheritdoc/>
    protected override string Key => SweepId;

    private string Tab => Tabs.Any(t => t.Tab == TabName) ? TabName! : "";

    private ZoomRange? Zoom => ZoomRange.Parse(ZoomText);

    private ScatterAxes Axes => new(X, Y, Color);

    private IReadOnlyList<RunId> Picked => _pickedAhead ?? DashboardUrls.ParseRuns(PickedText, SweepId).Runs;

    private RunsView View =>
        _ahead
        ?? new RunsView(
            Filter,
            StateName,
            Sort,
            Direction == "desc",
            Columns?.Split(',', StringSplitOptions.RemoveEmptyEntries),
            AxisBrush.Parse(Brush),
            Group);

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync()
    {
        if (Navigation.Uri == _target || _target is null)
        {
            (_ahead, _target) = (null, null);
        }

        if (_pickedAhead is not null && PickText(_pickedAhead) == PickedText)
        {
            _pickedAhead = null;
        }

        return base.OnParametersSetAsync();
    }

    /// <inheritdoc/>
    protected override bool Concerns(string key, RecordChange change) =>
        change.SweepId == key && (change.Kinds & ~ChangeKinds.Losses) != 0;

    /// <inheritdoc/>
    protected override SweepModel? Read(string key) => Sweeps.Of(key);

    private IReadOnlyList<RunsTableRow> Kept(SweepModel model)
    {
        RunsView view = View;
        string sort = $"{view.Sort}{view.Descending}";
        if (_kept is not { } kept || !ReferenceEquals(kept.Model, model) || kept.Filter != view.FilterKey || kept.Sort != sort)
        {
            _kept = kept = (model, view.FilterKey, sort, model.Runs.Apply(view));
        }

        return kept.Rows;
    }

    private HashSet<int> KeptTrials(SweepModel model) => [.. Kept(model).Select(r => r.Run.RunId.Trial)];

    private string TabAddress(string tab) => Navigation.GetUriWithQueryParameter("tab", tab.Length == 0 ? null : tab);

    private void ZoomTo(ZoomRange? range) => Go(true, ("zoom", range?.ToString()));

    private static string? PickText(IReadOnlyList<RunId> runs) =>
        runs.Count == 0 ? null : string.Join(',', runs.Select(RunsTable.ShortName));

    // A second run is ticked before the address tells of the first: what was ticked last counts until the address says the same.
    private void Pick(IReadOnlyList<RunId> runs)
    {
        _pickedAhead = runs;
        Go(true, ("pick", PickText(runs)));
    }

    private void ChooseAxes(ScatterAxes axes) => Go(true, ("x", axes.X), ("y", axes.Y), ("color", axes.Color));

    // A filter is a step that back undoes; typing one letter by letter is not many.
    private void Look(RunsView view)
    {
        bool replace = view.Filter != Filter || view.FilterKey == View.FilterKey;

        // Shown at once; the address follows, which takes the browser a way there and back.
        _ahead = view;
        _target = null;
        Go(
            replace,
            ("q", string.IsNullOrWhiteSpace(view.Filter) ? null : view.Filter),
            ("state", view.State),
            ("brush", AxisBrush.Write(view.Brushes ?? [])),
            ("group", view.Group),
            ("sort", view.Sort),
            ("dir", view is { Sort: not null, Descending: true } ? "desc" : null),
            ("cols", view.Columns is { Count: > 0 } ? string.Join(',', view.Columns) : null));
    }

    private void Go(bool replace, params (string Name, string? Value)[] parameters)
    {
        string address = Navigation.GetUriWithQueryParameters(parameters.ToDictionary(p => p.Name, p => (object?)p.Value));
        if (_ahead is not null)
        {
            _target = address; // while one types on, the addresses of earlier letters still come in
        }

        Navigation.NavigateTo(address, replace: replace);
    }
}
