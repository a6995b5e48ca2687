using Microsoft.AspNetCore.Components;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Dashboard.Model;

namespace SiameseSweep.Dashboard.Components.Sweep;

/// <summary>Trials in order, with what their intervals and the baselines leave of the order.</summary>
public sealed partial class RankingTable
{
    // As many as are in sight; more are there for the asking.
    private const int AtFirst = 12;
    private const int Most = 50;
    private bool _more;
    private IReadOnlyList<RankedTrial> _shown = [];
    private IntervalScale _scale = IntervalScale.Of([]);

    /// <summary>The sweep.</summary>
    [Parameter, EditorRequired] public required SweepModel Model { get; set; }

    /// <summary>Trials that the page's filter keeps; null: all.</summary>
    [Parameter] public IReadOnlySet<int>? Only { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _shown = Only is null ? Model.Ranking.Trials : Model.Ranking.Trials.Where(t => Only.Contains(t.Trial)).ToList();
        _scale = IntervalScale.Of(
        _shown.Take(Most).SelectMany(t => new[] { t.Value, t.Low, t.High }).Concat(Model.Ranking.Baselines.Select(b => b.Value)));
    }

    // In a narrow window its name may break after the dot.
    private string[] Metric => Model.Ranking.Metric.Name.Split('.', 2);

    private int Shown => _more ? Most : AtFirst;

    private static double Test(IReadOnlyDictionary<string, double> test, Measure measure) =>
        test.GetValueOrDefault(new MetricName(MetricSplit.Test, measure).ToString(), double.NaN);

    private string Tie(RankedTrial trial) => double.IsFinite(trial.Low) && double.IsFinite(Model.Ranking.Trials[0].Low)
        ? "Its difference from the best is within what the seeds and the people drawn explain."
        : "No 95 % interval tells it from the best.";

    private static string Refitted(RankedRefit refit)
    {
        string interval = double.IsFinite(refit.Low) ? $" (95 % {Format.Metric(refit.Low)} – {Format.Metric(refit.High)})" : "";
        string value = double.IsFinite(refit.Result.Value)
            ? $"{refit.Metric} {Format.Metric(refit.Result.Value)}{interval}"
            : "no result yet";
        string what = $"trial {refit.Terms.Winner} trained again on training and validation people as trial {refit.Result.Trial}";
        return $"Refitted: {what}, {value}.";
    }

    private static string Runs(RankedTrial trial) =>
        trial.Runs.Count == 1
            ? DashboardUrls.Run(trial.Runs[0].Run)
            : DashboardUrls.Compare(trial.Runs.Take(DashboardUrls.MostCompared).Select(r => r.Run));

    private static string RunsLabel(RankedTrial trial) =>
        trial.Runs.Count == 1 ? $"1, the run of trial {trial.Trial}" : $"{trial.Runs.Count}, the runs of trial {trial.Trial} side by side";

    private string Name(RankedTrial trial) =>
        Model.Varying.Count == 0 ? $"trial {trial.Trial}" : $"{trial.Trial}: {Model.Describe(trial.Trial)}";
}
