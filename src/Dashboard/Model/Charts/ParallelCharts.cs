using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Runs;
using SiameseSweep.Dashboard.Model.Selection;

namespace SiameseSweep.Dashboard.Model.Charts;

/// <summary>
/// Runs as lines across one axis a parameter, and the sweep's metric at the end; brushing an axis filters the whole page.
/// </summary>
public static class ParallelCharts
{
    /// <summary>Most parameters with an axis.</summary>
    public const int MostAxes = 9;

    /// <summary>Most runs that get a line.</summary>
    public const int MostLines = 3_000;

    private const int Shades = 5;

    /// <summary>The axes of a sweep: what varies, then what is chosen by.</summary>
    public static IReadOnlyList<ColumnScale> Axes(SweepModel sweep) =>
        [.. sweep.Varying.Take(MostAxes).Append(sweep.Row.Metric).Select(key => ColumnScale.Of(sweep.Runs, key))];

    /// <summary>Draws them: runs that are kept in five shades from the best fifth to the worst, the others faint below.</summary>
    public static ChartModel Of(
        SweepModel sweep,
        IReadOnlyList<ColumnScale> axes,
        IReadOnlyList<RunsTableRow> kept,
        IReadOnlyList<AxisBrush> brushes)
    {
        string metric = sweep.Row.Metric;
        MetricSpec objective = sweep.Row.Objective;
        HashSet<RunId> ids = [.. kept.Select(r => r.Run.RunId)];
        List<RunsTableRow> ranked = kept.Where(r => r.Cell(metric).Number is not null)
            .OrderBy(r => objective.Cost(r.Cell(metric).Number!.Value)).Take(MostLines).ToList();
        List<RunsTableRow> without = kept.Where(r => r.Cell(metric).Number is null).Take(MostLines - ranked.Count).ToList();
        List<RunsTableRow> others = sweep.Runs.Rows.Where(r => !ids.Contains(r.Run.RunId)).Take(MostLines).ToList();
        List<ChartTrace> traces =
        [
            Lines("not kept", others, axes, "muted", 0.18), Lines("no value", without, axes, "muted", 0.6) with { Dash = "dot" },
            .. ranked.Index().GroupBy(r => ranked.Count < Shades ? r.Index : r.Index * Shades / ranked.Count, r => r.Item)
                .Select(g => Lines(Shade(g.Key, ranked.Count), [.. g], axes, $"shade-{g.Key}", 0.75)).Reverse(),
        ];
        int drawn = ranked.Count + without.Count;
        return new ChartModel("", "", traces.Where(t => t.X.Count > 0).ToList(), [])
        {
            Parallel = axes.Select(a => new ChartAxis(
                    a.Key,
                    a.Ticks().Select(t => t.Place).ToList(),
                    a.Ticks().Select(t => t.Text).ToList(),
                    brushes.Where(b => b.Column == a.Key).Select(a.Stretch).FirstOrDefault(s => s is not null) is (double from, double to)
                        ? [from, to]
                        : null))
                .ToList(),
            Note = drawn < kept.Count ? $"The best {Format.Count(drawn)} of {Format.Count(kept.Count)} runs are drawn." : null,
        };
    }

    private static string Shade(int n, int count) =>
        count < Shades
            ? $"place {n + 1}"
            : n switch
            {
                0 => "best fifth",
                1 => "second fifth",
                2 => "middle fifth",
                3 => "fourth fifth",
                _ => "worst fifth",
            };

    private static ChartTrace Lines(
        string name,
        IReadOnlyList<RunsTableRow> rows,
        IReadOnlyList<ColumnScale> axes,
        string color,
        double opacity)
    {
        List<double> x = new(rows.Count * (axes.Count + 1));
        List<double?> y = new(rows.Count * (axes.Count + 1));
        List<TextRun> texts = new(rows.Count);
        foreach (RunsTableRow row in rows)
        {
            for (int i = 0; i < axes.Count; i++)
            {
                x.Add(i);
                y.Add(axes[i].Place(row.Cell(axes[i].Key)) is double place ? Math.Round(place, 4) : null);
            }

            x.Add(axes.Count - 1);
            y.Add(null);
            texts.Add(new TextRun($"run {row.Cell("run").Text}", axes.Count + 1));
        }

        return new ChartTrace(name, "lines", x, y, color) { Width = 1, Opacity = opacity, TextRuns = texts };
    }
}
