namespace SiameseSweep.Core.Statistics.Importance;

/// <summary>Ranges of samples on one axis of the unit cube; points on continuous axes.</summary>
internal sealed class AxisSamples(double[] low, double[] high)
{
    /// <summary>The middle of each sample's range.</summary>
    public double[] Place { get; } = [.. low.Zip(high, (l, h) => (l + h) / 2)];

    /// <summary>Returns the cut between two samples: the border of neighbouring values, otherwise the midpoint.</summary>
    public double Between(int lower, int upper)
    {
        double cut = (high[lower] + low[upper]) / 2;
        return cut > Place[lower] && cut <= Place[upper] ? cut : Place[upper]; // also between two reals with no double between them
    }
}
