using System.Globalization;
using Microsoft.AspNetCore.Components;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.Dashboard.Model.Charts;

namespace SiameseSweep.Dashboard.Components.Compare;

/// <summary>Any runs side by side; which ones, the metric and the threshold are in the address.</summary>
public sealed partial class ComparePage
{
    private string? _added;
    private ElementReference _pairHistory;
    private bool _asked;
    private (CompareModel Model, string Metric, CompareCharts Charts)? _made;

    [Inject] public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromQuery(Name = "runs")] public string? Runs { get; set; }

    [SupplyParameterFromQuery(Name = "metric")] public string? ChosenMetric { get; set; }

    [SupplyParameterFromQuery(Name = "stretch")] public string? ChosenStretch { get; set; }

    [SupplyParameterFromQuery(Name = "zoom")] public string? ZoomText { get; set; }

    [SupplyParameterFromQuery(Name = "right")] public string? Right { get; set; }

    [SupplyParameterFromQuery(Name = "wrong")] public string? Wrong { get; set; }

    [SupplyParameterFromQuery(Name = "pair")] public string? PairText { get; set; }

    /// <inheritdoc/>
    protected override string Key => Runs ?? "";

    private ZoomRange? Zoom => ZoomRange.Parse(ZoomText);

    private FacePair? Pair => FacePair.Parse(PairText);

    // The chosen one, if any run has it; or one that they do have: without validation people there are only test metrics.
    private string MetricShown(CompareModel model) =>
        new[] { ChosenMetric, $"{MetricName.Default}", $"{MetricName.Default.On(MetricSplit.Test)}" }.FirstOrDefault(model.Metrics.Contains)
        ?? model.Metrics.FirstOrDefault() ?? $"{MetricName.Default}";

    private double Stretch => double.TryParse(ChosenStretch, CultureInfo.InvariantCulture, out double s) && s is >= 0.1 and <= 3 ? s : 1;

    private IReadOnlyList<string> Unreadable => DashboardUrls.ParseRuns(Runs).Unreadable;

    /// <inheritdoc/>
    protected override bool Concerns(string key, RecordChange change) =>
        (change.Kinds & ~ChangeKinds.Losses) != 0
        && (
            change.RunId is RunId run
                ? key.Contains(run.ToString(), StringComparison.Ordinal)
                : change.SweepId is string sweep && key.Contains(sweep, StringComparison.Ordinal));

    /// <inheritdoc/>
    protected override CompareModel Read(string key) => CompareModel.Read(Reader, DashboardUrls.ParseRuns(key).Runs);

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_asked && Pair is not null && Snapshot.Value is not null)
        {
            _asked = false;
            await _pairHistory.FocusAsync(); // it stands above the table that was clicked in
        }
    }

    private CompareCharts Charts(CompareModel model)
    {
        string metric = MetricShown(model);
        if (_made is not { } made || !ReferenceEquals(made.Model, model) || made.Metric != metric)
        {
            _made = made = (
                model,
                metric,
                new CompareCharts(model.Metric(metric), ReferenceEquals(_made?.Model, model) ? _made!.Value.Charts.Roc : model.Roc()));
        }

        return made.Charts;
    }

    private void ZoomTo(ZoomRange? range) => Go("zoom", range?.ToString(), replace: true);

    private void Follow(FacePair? pair)
    {
        _asked = pair is not null;
        Go("pair", pair?.ToString());
    }

    private void Oppose((string? Right, string? Wrong) runs) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["right"] = runs.Right, ["wrong"] = runs.Wrong }));

    private void Add()
    {
        string list = string.Join(',', new[] { Runs, _added?.Trim() }.Where(s => !string.IsNullOrEmpty(s)));
        _added = null;
        Go("runs", list);
    }

    private void Remove(RunId run) => Go("runs", string.Join(',', DashboardUrls.ParseRuns(Runs).Runs.Where(r => r != run)));

    private void ChooseMetric(ChangeEventArgs e) => Go("metric", e.Value?.ToString());

    private void ChooseStretch(double stretch) => Go("stretch", stretch.ToString("0.##", CultureInfo.InvariantCulture), replace: true);

    private void Go(string name, string? value, bool replace = false) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, string.IsNullOrEmpty(value) ? null : value), replace: replace);

    private sealed record CompareCharts(ChartModel Metric, ChartModel Roc);
}
