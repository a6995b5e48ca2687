namespace SiameseSweep.Core.Statistics.Importance;

/// <summary>Where samples lie on one axis of the unit cube: each a range, which continuous axes make a point of.</summary>
internal sealed class AxisSamples(double[] low, double[] high)
{
    /// <summary>The middle of each sample's range.</summary>
    public double[] Place { get; } = [.. low.Zip(high, (l, h) => (l + h) / 2)];

    /// <summary>Where to cut between two samples of different places: the border of neighbouring values, half way otherwise.</summary>
    public double Between(int lower, int upper)
    {
        double cut = (high[lower] + low[upper]) / 2;
        return cut > Place[lower] && cut <= Place[upper] ? cut : Place[upper]; // also between two reals with no double between them
    }
}
