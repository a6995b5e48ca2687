using Microsoft.AspNetCore.Components;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.Dashboard.Model.Charts;

namespace SiameseSweep.Dashboard.Components.Run;

/// <summary>One run, live.</summary>
public sealed partial class RunPage
{
    [Parameter] public required string Id { get; set; }

    [SupplyParameterFromQuery(Name = "zoom")] public string? ZoomText { get; set; }

    [SupplyParameterFromQuery(Name = "metric")] public string? MetricText { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    /// <inheritdoc/>
    protected override string Key => Id;

    private ZoomRange? Zoom => ZoomRange.Parse(ZoomText);

    private Measure Measure => MeasureCatalog.Find(MetricText ?? "") ?? MetricName.Default.Measure;

    private string? Unreadable =>
        RunId.TryParse(Id, out _)
            ? null
            : $"'{Id}' is not a run's id; one reads SWEEP.TRIAL.REPLICATE.FOLD, such as orl-losses-7f3a.3.0.0.";

    /// <inheritdoc/>
    protected override bool Concerns(string key, RecordChange change) => RunId.TryParse(key, out RunId run)
        && (change.Kinds & ~ChangeKinds.Losses) != 0 && (change.RunId == run || (change.RunId is null && change.SweepId == run.SweepId));

    /// <inheritdoc/>
    protected override RunPageModel? Read(string key) => RunId.TryParse(key, out RunId run) ? RunPageModel.Read(Reader, run) : null;

    private static string Why(RunState state) => state switch
    {
        RunState.Failed => "Why it failed",
        RunState.Pruned or RunState.Stopped => $"Why it was {state.Name()}",
        _ => $"Why it is {state.Name()}",
    };

    private void ZoomTo(ZoomRange? range) => Go("zoom", range?.ToString());

    private void ChooseMeasure(string measure) => Go("metric", measure);

    private void Go(string name, string? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, value), replace: true);
}
