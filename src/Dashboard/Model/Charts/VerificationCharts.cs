using System.Globalization;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Dashboard.Model.Charts;

/// <summary>Charts of how well dissimilarities separate same-person and different-person pairs.</summary>
public static class VerificationCharts
{
    private const int Bins = 40;
    private static readonly double[] DetShares = [0.001, 0.01, 0.05, 0.2, 0.5, 0.8];
    private static readonly ChartTicks DetTicks = new(
        DetShares.Select(Deviate).ToList(),
        DetShares.Select(s => (s * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %").ToList());

    /// <summary>Histogram of same-person and different-person pairs, as shares of their kind, with the threshold.</summary>
    public static ChartModel Histogram(DissimilaritySet set)
    {
        List<DissimilarityRow> pairs = set.Pairs.Where(p => double.IsFinite(p.Dissimilarity)).ToList();
        if (pairs.Count == 0)
        {
            return new ChartModel("dissimilarity", "share of pairs", [], []);
        }

        double low = pairs.Min(p => p.Dissimilarity), high = pairs.Max(p => p.Dissimilarity);
        if (high - low <= 1e-6 * Math.Abs(high))
        {
            // A collapsed network's, or a single pair's: one bar in the middle instead of one at the edge of nothing.
            double around = high == 0 ? 1 : Math.Abs(high);
            (low, high) = (low - (around / 2), high + (around / 2));
        }

        double width = (high - low) / Bins;
        return new ChartModel(
            "dissimilarity", "share of pairs",
            [Bars(pairs, different: false, low, width), Bars(pairs, different: true, low, width)],
            [new ChartMark($"threshold {Format.Metric(set.Threshold)}", X: set.Threshold)])
        { OverlayBars = true };
    }

    /// <summary>True accepts over false accepts, with the point of equal errors.</summary>
    public static ChartModel Roc(IReadOnlyList<(string Name, OperatingCurve Curve)> curves) =>
        new(
            "false accept rate",
            "true accept rate",
            [
                .. curves.Select(
                    (c, n) =>
                        new ChartTrace(
                            c.Name,
                            "lines",
                            c.Curve.FalseAccepts,
                            c.Curve.FalseRejects.Select(r => (double?)(1 - r)).ToList(),
                            Series.Color(n))
                        {
                            Dash = Series.Dash(n),
                        }),
                new ChartTrace("chance", "lines", [0, 1], [0, 1], "muted") { Dash = "dot", Width = 1 },
                .. curves.Select(
                    (c, n) =>
                        Point(
                            $"EER {Format.Metric(c.Curve.EqualErrorRate)}",
                            c.Curve.EqualErrorRate,
                            1 - c.Curve.EqualErrorRate,
                            n,
                            curves.Count == 1)),
            ],
            [])
        {
            XRange = [-0.01, 1.01],
            YRange = [-0.01, 1.02],
        };

    /// <summary>Detection error trade-off: both errors on normal-deviate axes, where normal scores give straight lines.</summary>
    public static ChartModel Det(IReadOnlyList<(string Name, OperatingCurve Curve)> curves) =>
        new(
            "false accept rate",
            "false reject rate",
            [
                .. curves.Select((c, n) => DetLine(c.Name, c.Curve, n)),
                .. curves.Select(
                    (c, n) =>
                        Point(
                            $"EER {Format.Metric(c.Curve.EqualErrorRate)}",
                            Deviate(c.Curve.EqualErrorRate),
                            Deviate(c.Curve.EqualErrorRate),
                            n,
                            curves.Count == 1
                        ) with
                        {
                            XValues = [c.Curve.EqualErrorRate],
                            YValues = [c.Curve.EqualErrorRate],
                            Texts = [string.Create(CultureInfo.InvariantCulture, $"both errors {c.Curve.EqualErrorRate:P1}")],
                        }),
            ],
            [])
        {
            XRange = [Deviate(0.0008), Deviate(0.85)],
            YRange = [Deviate(0.0008), Deviate(0.85)],
            XTicks = DetTicks,
            YTicks = DetTicks,
        };

    /// <summary>The standard normal distribution's quantile of a share, held inside ±3.3.</summary>
    public static double Deviate(double share) => SpecialFunctions.NormalQuantile(Math.Clamp(share, 0.0005, 0.9995));

    private static ChartTrace Bars(List<DissimilarityRow> pairs, bool different, double low, double width)
    {
        int[] counts = new int[Bins];
        int all = 0;
        foreach (DissimilarityRow pair in pairs.Where(p => p.Different == different))
        {
            counts[Math.Clamp((int)((pair.Dissimilarity - low) / width), 0, Bins - 1)]++;
            all++;
        }

        return new ChartTrace(
            different ? $"different people ({Format.Count(all)})" : $"same person ({Format.Count(all)})", "bar",
            Enumerable.Range(0, Bins).Select(i => low + ((i + 0.5) * width)).ToList(),
            counts.Select(c => (double?)c / Math.Max(1, all)).ToList(), different ? "different" : "same")
        { Opacity = 0.65 };
    }

    private static ChartTrace Point(string name, double x, double y, int n, bool legend) =>
        new(name, "markers", double.IsFinite(x) ? [x] : [], double.IsFinite(y) ? [y] : [], Series.Color(n))
        {
            Symbol = "diamond",
            Width = 11,
            Legend = legend,
        };

    private static ChartTrace DetLine(string name, OperatingCurve curve, int n)
    {
        // Beyond the first and last error there is nothing but the axes' edges.
        List<(double A, double R)> points = curve.FalseAccepts.Zip(curve.FalseRejects).Where(p => p.First > 0 && p.Second > 0).ToList();
        return new ChartTrace(
            name,
            "lines",
            points.Select(p => Deviate(p.A)).ToList(),
            points.Select(p => (double?)Deviate(p.R)).ToList(),
            Series.Color(n))
        {
            Dash = Series.Dash(n),
            XValues = points.Select(p => p.A).ToList(),
            YValues = points.Select(p => p.R).ToList(),
            Texts = points.Select(p => string.Create(CultureInfo.InvariantCulture, $"false accepts {p.A:P1}, false rejects {p.R:P1}"))
                .ToList(),
        };
    }
}
