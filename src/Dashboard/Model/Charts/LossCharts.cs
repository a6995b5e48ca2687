using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Model.Charts;

/// <summary>Loss over steps, of one run or of many over one another.</summary>
public static class LossCharts
{
    /// <summary>Up to this many runs of an overlay get a line and a legend entry of their own.</summary>
    public const int MostOwnLines = 16;

    /// <summary>Points read of one run's losses when it is shown alone.</summary>
    public const int PointsAlone = 1_200;

    /// <summary>Points of an overlay in all.</summary>
    public const int PointsTogether = 12_000;

    /// <summary>Points of a comparison in all: its chart has half the width of an overlay's.</summary>
    public const int PointsCompared = 5_000;

    // No more of a line than a chart has pixels for. Few numbers, so that curves that were read for one filter serve for the next.
    private static readonly int[] PointsChoices = [1_000, 500, 250, 120, 60, 16];

    /// <summary>Points to read of each run of an overlay.</summary>
    public static int PointsEach(int runs, int together = PointsTogether) =>
        PointsChoices.FirstOrDefault(points => points <= together / Math.Max(1, runs), PointsChoices[^1]);

    /// <summary>One run: every loss faint, the moving average on top, the chance level across.</summary>
    /// <param name="losses">Down-sampled, its lowest and highest kept.</param>
    /// <param name="means">What the average is made from: all of them, or means of all of them.</param>
    /// <param name="chanceFloor">The loss without information, if known.</param>
    public static ChartModel Alone(IReadOnlyList<LossPoint> losses, IReadOnlyList<LossPoint> means, double? chanceFloor)
    {
        double[] steps = losses.Select(l => (double)l.Step).ToArray();
        double[] values = losses.Select(l => l.Loss).ToArray();
        bool smooth = values.Length >= 20;
        List<ChartTrace> traces =
        [
            new("loss", "lines", steps, values.Select(Series.Drawable).Select(Series.Rounded).ToList(), Series.Color(0))
            {
                Width = smooth ? 1 : 2,
                Opacity = smooth ? 0.35 : 1,
            },
        ];
        if (smooth)
        {
            traces.Add(
                new ChartTrace(
                    "moving average",
                    "lines",
                    means.Select(l => (double)l.Step).ToList(),
                    Series.Smooth(means.Select(l => l.Loss).ToList(), 0.9).Select(Series.Rounded).ToList(),
                    Series.Color(0))
                {
                    Width = 2.5,
                });
        }

        return Cut(new ChartModel("step", "loss", traces, Floors(chanceFloor is double f ? [("", f)] : [])));
    }

    /// <summary>
    /// Many runs: some with a line each, those that are emphasized first, all others as one line with gaps (a thousand lines of
    /// their own would take a browser three times as long to draw).
    /// </summary>
    /// <param name="lines">The runs.</param>
    /// <param name="own">How many lines of their own there may be.</param>
    public static ChartModel Together(IReadOnlyList<LossLine> lines, int own = MostOwnLines)
    {
        List<LossLine> alone = lines.Count <= own ? [.. lines] : [.. lines.Where(l => l.Emphasized).Take(own)];
        List<ChartTrace> traces = [.. alone.Select(Own)];
        if (alone.Count < lines.Count)
        {
            traces.Insert(0, Gapped(lines.Except(alone), alone.Count == 0 ? "all runs" : "all other runs", "muted", 1, 0.55));
        }

        List<(string, double)> floors = lines.Where(l => l.ChanceFloor is not null)
            .GroupBy(l => l.ChanceFloor!.Value)
            .OrderBy(g => g.Key)
            .Select(g => (string.Join(" / ", g.Select(l => l.FloorLabel).Distinct().Order(StringComparer.Ordinal)), g.Key))
            .ToList();
        return Cut(new ChartModel("step", "loss (moving average)", traces, Floors(floors.Count <= 6 ? floors : [])));
    }

    // One run that bursts would press all others onto the axis: then the axis ends above what nearly all points need, and says so.
    private static ChartModel Cut(ChartModel chart)
    {
        double[] values = chart.Traces.SelectMany(t => t.Y).OfType<double>().Order().ToArray();
        if (values.Length < 20)
        {
            return chart;
        }

        double needed = Math.Max(
            values[(int)(0.95 * (values.Length - 1))] * 1.25,
            chart.Marks.Select(m => m.Y ?? 0).DefaultIfEmpty().Max() * 1.12);
        return needed <= 0 || values[^1] <= 2 * needed
            ? chart
            : chart with
            {
                YRange = [Math.Min(0, values[0]) - (0.04 * needed), needed],
                Note = $"The axis is cut for readability; losses reach {Format.Metric(values[^1])}. \"Show all\" lifts the cut.",
                IsCut = true,
            };
    }

    private static ChartTrace Own(LossLine line, int n) =>
        new(line.Name, "lines", Steps(line), Smooth(line), Series.Color(n)) { Dash = Series.Dash(n), Width = 2 };

    private static ChartTrace Gapped(IEnumerable<LossLine> lines, string name, string color, double width, double opacity)
    {
        List<double> x = [];
        List<double?> y = [];
        List<TextRun> texts = [];
        foreach (LossLine line in lines)
        {
            x.AddRange(Steps(line));
            y.AddRange(Smooth(line));
            x.Add(line.Losses.Count == 0 ? 0 : line.Losses[^1].Step);
            y.Add(null);
            texts.Add(new TextRun(line.Name, line.Losses.Count + 1));
        }

        return new ChartTrace(name, "lines", x, y, color) { Width = width, Opacity = opacity, TextRuns = texts, Background = true };
    }

    private static List<double?> Smooth(LossLine line) =>
        Series.Smooth(line.Losses.Select(l => l.Loss).ToList(), 0.8).Select(Series.Rounded).ToList();

    private static double[] Steps(LossLine line) => line.Losses.Select(l => (double)l.Step).ToArray();

    private static List<ChartMark> Floors(IReadOnlyList<(string Label, double Loss)> floors) =>
        floors.Select(f => new ChartMark(f.Label.Length == 0 ? "chance level" : $"chance level, {f.Label}", Y: f.Loss)).ToList();
}

/// <summary>One run of an overlay.</summary>
/// <param name="Name">In the legend and on hover.</param>
/// <param name="Losses">All, or means of all.</param>
/// <param name="ChanceFloor">The loss without information, if known.</param>
/// <param name="FloorLabel">What the floor belongs to, such as <c>contrastive, margin 2</c>.</param>
/// <param name="Emphasized">Whether it keeps a line of its own among many.</param>
public sealed record LossLine(string Name, IReadOnlyList<LossPoint> Losses, double? ChanceFloor, string FloorLabel, bool Emphasized);
