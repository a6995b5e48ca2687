using SiameseSweep.Dashboard.Model.Selection;

namespace SiameseSweep.Dashboard.Model.Charts;

/// <summary>Runs as points over two columns of their table.</summary>
public static class ScatterCharts
{
    private const int MostColors = 8;
    private const int Shades = 5;
    private static readonly string[] Symbols = ["circle", "square", "diamond", "triangle-up", "cross", "star", "hexagon", "pentagon"];

    /// <summary>Draws them.</summary>
    /// <param name="table">Whose columns they are.</param>
    /// <param name="rows">The runs to draw.</param>
    /// <param name="x">Column along the horizontal axis.</param>
    /// <param name="y">Column along the vertical axis.</param>
    /// <param name="color">Column that colours and shapes them; null: all alike.</param>
    public static ChartModel Of(RunsTable table, IReadOnlyList<RunsTableRow> rows, string x, string y, string? color)
    {
        ColumnScale across = ColumnScale.Of(table, x),
            up = ColumnScale.Of(table, y);
        List<RunsTableRow> drawn = rows.Where(r => across.Coordinate(r.Cell(x)) is not null && up.Coordinate(r.Cell(y)) is not null)
            .ToList();
        List<ChartTrace> traces = Groups(table, drawn, color)
            .Select(g => new ChartTrace(
                g.Name,
                "markers",
                g.Rows.Select(r => across.Coordinate(r.Cell(x))!.Value).ToList(),
                g.Rows.Select(r => up.Coordinate(r.Cell(y))).ToList(),
                g.Color)
            {
                Width = drawn.Count > 500 ? 5 : 7,
                Opacity = drawn.Count > 500 ? 0.6 : 0.85,
                Symbol = g.Symbol,
                Texts = g.Rows.Select(r => $"run {r.Cell("run").Text}").ToList(),
            })
            .ToList();
        int left = rows.Count - drawn.Count;
        return new ChartModel(x, y, traces, [])
        {
            LogX = across.Log,
            LogY = up.Log,
            XTicks = Ticks(across),
            YTicks = Ticks(up),
            Note =
                left > 0 && drawn.Count > 0
                    ? $"{Format.Count(left)} of {Format.Count(rows.Count)} runs {(left == 1 ? "has" : "have")} no value here."
                    : null,
        };
    }

    private static ChartTicks? Ticks(ColumnScale scale) =>
        scale.Values is null ? null : new ChartTicks(Enumerable.Range(0, scale.Values.Count).Select(i => (double)i).ToList(), scale.Values);

    private static IEnumerable<Group> Groups(RunsTable table, List<RunsTableRow> rows, string? color)
    {
        if (color is null || table.Columns.All(c => c.Key != color))
        {
            return [new Group("runs", rows, Series.Color(0), "circle")];
        }

        ColumnScale scale = ColumnScale.Of(table, color);
        if (scale.Values is not null)
        {
            return rows.GroupBy(r => scale.Coordinate(r.Cell(color)) is double at and < MostColors - 1 ? (int)at : MostColors - 1)
                .OrderBy(g => g.Key)
                .Select(g => new Group(
                    g.Key < MostColors - 1 || scale.Values.Count == MostColors
                        ? $"{color} {g.First().Cell(color).Text}"
                        : $"{color}: others",
                    g.ToList(),
                    Series.Color(g.Key),
                    Symbols[g.Key]));
        }

        List<RunsTableRow> sorted = rows.Where(r => r.Cell(color).Number is not null).OrderBy(r => r.Cell(color).Number).ToList();
        IEnumerable<Group> shades = sorted.Chunk(Math.Max(1, (sorted.Count + Shades - 1) / Shades))
            .Select(
                (part, n) => new Group($"{color} {part[0].Cell(color).Text} to {part[^1].Cell(color).Text}", part, $"shade-{n}", Symbols[n])
            );
        List<RunsTableRow> without = rows.Where(r => r.Cell(color).Number is null).ToList();
        return without.Count == 0 ? shades : shades.Append(new Group($"{color}: none", without, "muted", "circle-open"));
    }

    private sealed record Group(string Name, IReadOnlyList<RunsTableRow> Rows, string Color, string Symbol);
}
