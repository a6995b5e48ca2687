using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Model.Charts;

/// <summary>Small helpers for lines of numbers.</summary>
public static class Series
{
    /// <summary>Dash patterns in turn, so that lines differ by more than colour.</summary>
    public static readonly IReadOnlyList<string> Dashes = ["solid", "dash", "dot", "dashdot"];

    /// <summary>The palette's length; beyond it the dash changes.</summary>
    public const int Colors = 8;

    /// <summary>So many lines differ by colour or dash.</summary>
    public static int Distinct => Colors * Dashes.Count;

    /// <summary>The colour of the n-th line.</summary>
    public static string Color(int n) => (n % Colors).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The dash of the n-th line.</summary>
    public static string Dash(int n) => Dashes[n / Colors % Dashes.Count];

    /// <summary>NaN and infinities cannot be drawn: they become gaps.</summary>
    public static double? Drawable(double value) => double.IsFinite(value) ? value : null;

    /// <summary>Six digits are more than a screen shows, and half of what a browser is sent otherwise.</summary>
    public static double? Rounded(double? value) => value is double d && Math.Abs(d) is > 1e-3 and < 1e6 ? Math.Round(d, 5) : value;

    /// <summary>
    /// Losses averaged over equally many of them each, where there are more than are drawn: the lowest and the highest of each
    /// stretch, which
    /// the record gives otherwise, would lift the average of losses that are mostly small. One that is not finite leaves its stretch a gap.
    /// </summary>
    /// <param name="losses">All of them, in order.</param>
    /// <param name="most">Most points.</param>
    public static IReadOnlyList<LossPoint> Means(IReadOnlyList<LossPoint> losses, int most) =>
        losses.Count <= most
            ? losses
            : losses
                .Chunk((losses.Count + most - 1) / most)
                .Select(part => new LossPoint(part[^1].Step, part.Average(l => double.IsFinite(l.Loss) ? l.Loss : double.NaN)))
                .ToList();

    /// <summary>
    /// Exponential moving average without the pull to zero at the start; a value that is not finite leaves a gap and does not
    /// count.
    /// </summary>
    /// <param name="values">In order.</param>
    /// <param name="weight">Of the past, 0 (no smoothing) to below 1.</param>
    public static IReadOnlyList<double?> Smooth(IReadOnlyList<double> values, double weight)
    {
        double?[] smooth = new double?[values.Count];
        double sum = 0, norm = 0;
        for (int i = 0; i < values.Count; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                continue;
            }

            sum = (weight * sum) + ((1 - weight) * values[i]);
            norm = (weight * norm) + (1 - weight);
            smooth[i] = sum / norm;
        }

        return smooth;
    }
}
