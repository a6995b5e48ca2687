namespace SiameseSweep.Dashboard.Model;

/// <summary>A common scale for the interval bars of a table.</summary>
/// <param name="Low">At its left end.</param>
/// <param name="High">At its right end.</param>
public sealed record IntervalScale(double Low, double High)
{
    /// <summary>Covers all finite values with a little room; 0 to 1 when there are none.</summary>
    public static IntervalScale Of(IEnumerable<double> values)
    {
        List<double> finite = values.Where(double.IsFinite).ToList();
        if (finite.Count == 0)
        {
            return new IntervalScale(0, 1);
        }

        double low = finite.Min(), high = finite.Max();
        double room = high > low ? (high - low) * 0.04 : Math.Max(1e-6, Math.Abs(low) * 0.05);
        return new IntervalScale(low - room, high + room);
    }

    /// <summary>Returns the position of a value in per cent of the bar.</summary>
    public double Place(double value) => Math.Clamp((value - Low) / (High - Low), 0, 1) * 100;
}
