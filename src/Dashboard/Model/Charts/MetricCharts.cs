using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Model.Charts;

/// <summary>Metrics over epochs.</summary>
public static class MetricCharts
{
    private const int MostMarkersOfOne = 60;

    // Of all lines of a chart: each marker is an element of the page, and where lines cross they hide one another.
    private const int MostMarkers = 200;

    /// <summary>What is measured on both validation and test people.</summary>
    public static IReadOnlyList<string> Families { get; } = ["eer", "auc", "accuracy", "far", "frr", "loss"];

    /// <summary>One metric family (such as <c>eer</c>) of a run: the validation people solid, the test people dashed, baselines across.</summary>
    /// <param name="evaluations">The run's evaluations.</param>
    /// <param name="family">What is measured.</param>
    /// <param name="baselines">The run's baselines.</param>
    /// <param name="testChanceFloor">Chance floor of <c>test.loss</c>, drawn with the family <c>loss</c>; null where there is none.</param>
    public static ChartModel OfRun(
        IReadOnlyList<EvaluationRow> evaluations, string family, IReadOnlyList<BaselineRow> baselines, double? testChanceFloor = null)
    {
        List<ChartTrace> traces = [];
        foreach ((string split, string dash, string color) in new[] { ("validation", "solid", "0"), ("test", "dash", "1") })
        {
            List<EvaluationRow> rows = evaluations.Where(e => e.Metric == $"{split}.{family}").OrderBy(e => e.Epoch).ToList();
            if (rows.Count > 0)
            {
                traces.Add(Line($"{split} people", rows, color) with { Dash = dash });
            }
        }

        List<ChartMark> marks = baselines.Where(b => b.Metric == $"test.{family}" && double.IsFinite(b.Value))
            .Select(b => new ChartMark($"{b.Method} (test)", Y: b.Value)).ToList();
        if (family == "loss" && testChanceFloor is { } floor)
        {
            marks.Add(new ChartMark("chance floor (test)", Y: floor));
        }

        return new ChartModel("epoch", Name(family), traces, marks);
    }

    /// <summary>One metric of several runs.</summary>
    public static ChartModel OfRuns(IReadOnlyList<(string Name, IReadOnlyList<EvaluationRow> Rows)> runs, string metric)
    {
        List<List<EvaluationRow>> rows = [.. runs.Select(run => run.Rows.Where(e => e.Metric == metric).OrderBy(e => e.Epoch).ToList())];
        int most = MostMarkers / Math.Max(1, rows.Count(r => r.Count > 1));
        return new ChartModel("epoch", metric, [.. runs.Select((run, n) => Line(run.Name, rows[n], Series.Color(n), most) with { Dash = Series.Dash(n) })], []);
    }

    /// <summary>A metric's name in full.</summary>
    public static string Name(string family) => family switch
    {
        "eer" => "equal error rate",
        "auc" => "area under ROC",
        "accuracy" => "balanced accuracy",
        "far" => "false accept rate",
        "frr" => "false reject rate",
        _ => family,
    };

    // A single epoch would not be seen without its marker.
    private static ChartTrace Line(string name, List<EvaluationRow> rows, string color, int markers = MostMarkersOfOne) => new(
        name, rows.Count <= Math.Max(1, markers) ? "lines+markers" : "lines",
        rows.Select(r => (double)r.Epoch).ToList(), rows.Select(r => Series.Drawable(r.Value)).ToList(), color);
}
