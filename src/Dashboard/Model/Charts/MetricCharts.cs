using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Model.Charts;

/// <summary>Metrics over epochs.</summary>
public static class MetricCharts
{
    private const int MostMarkersOfOne = 60;

    // Of all lines of a chart: each marker is an element of the page, and where lines cross they hide one another.
    private const int MostMarkers = 200;

    /// <summary>One measure of a run: the validation people solid, the test people dashed, baselines across.</summary>
    /// <param name="evaluations">The run's evaluations.</param>
    /// <param name="measure">What is measured.</param>
    /// <param name="baselines">The run's baselines.</param>
    /// <param name="testChanceFloor">Chance level of <c>test.loss</c>, drawn with the loss; null where there is none.</param>
    public static ChartModel OfRun(
        IReadOnlyList<EvaluationRow> evaluations, Measure measure, IReadOnlyList<BaselineRow> baselines, double? testChanceFloor = null)
    {
        List<ChartTrace> traces = [];
        foreach ((MetricSplit split, string dash, string color) in new[]
            {
                (MetricSplit.Validation, "solid", "0"),
                (MetricSplit.Test, "dash", "1"),
            })
        {
            string metric = new MetricName(split, measure).ToString();
            List<EvaluationRow> rows = evaluations.Where(e => e.Metric == metric).OrderBy(e => e.Epoch).ToList();
            if (rows.Count > 0)
            {
                traces.Add(Line(split == MetricSplit.Test ? "test people" : "validation people", rows, color) with { Dash = dash });
            }
        }

        string onTest = new MetricName(MetricSplit.Test, measure).ToString();
        List<ChartMark> marks = baselines.Where(b => b.Metric == onTest && double.IsFinite(b.Value))
            .Select(b => new ChartMark($"{b.Method} (test)", Y: b.Value)).ToList();
        if (measure == MeasureCatalog.Loss && testChanceFloor is { } floor)
        {
            marks.Add(new ChartMark("chance level (test)", Y: floor));
        }

        return new ChartModel("epoch", measure.Title, traces, marks);
    }

    /// <summary>One metric of several runs.</summary>
    public static ChartModel OfRuns(IReadOnlyList<(string Name, IReadOnlyList<EvaluationRow> Rows)> runs, string metric)
    {
        List<List<EvaluationRow>> rows = [.. runs.Select(run => run.Rows.Where(e => e.Metric == metric).OrderBy(e => e.Epoch).ToList())];
        int most = MostMarkers / Math.Max(1, rows.Count(r => r.Count > 1));
        return new ChartModel(
            "epoch",
            metric,
            [.. runs.Select((run, n) => Line(run.Name, rows[n], Series.Color(n), most) with { Dash = Series.Dash(n) })],
            []);
    }

    // A single epoch would not be seen without its marker.
    private static ChartTrace Line(string name, List<EvaluationRow> rows, string color, int markers = MostMarkersOfOne) => new(
        name, rows.Count <= Math.Max(1, markers) ? "lines+markers" : "lines",
        rows.Select(r => (double)r.Epoch).ToList(), rows.Select(r => Series.Drawable(r.Value)).ToList(), color);
}
