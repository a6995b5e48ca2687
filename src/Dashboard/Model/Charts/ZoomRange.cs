using System.Globalization;

namespace SiameseSweep.Dashboard.Model.Charts;

/// <summary>Visible range of a horizontal axis; <c>low_high</c> in addresses.</summary>
public sealed record ZoomRange(double Low, double High)
{
    /// <summary>In the address.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Low:0.###}_{High:0.###}");

    /// <summary>Reads an address; null when it says nothing that can be shown.</summary>
    public static ZoomRange? Parse(string? text) =>
        text?.Split('_') is [string low, string high]
        && double.TryParse(low, CultureInfo.InvariantCulture, out double from)
        && double.TryParse(high, CultureInfo.InvariantCulture, out double to)
        && double.IsFinite(from)
        && double.IsFinite(to)
        && from < to
            ? new ZoomRange(from, to)
            : null;

    /// <summary>The steps in it, with a little on both sides, so that lines reach the edges.</summary>
    public (int From, int To) Steps()
    {
        double margin = (High - Low) * 0.02;
        return ((int)Math.Clamp(Math.Floor(Low - margin), 1, int.MaxValue), (int)Math.Clamp(Math.Ceiling(High + margin), 1, int.MaxValue));
    }
}

/// <summary>A stretch of a parallel axis, about 0 to 1.</summary>
public sealed record BrushedAxis(string Axis, double From, double To);
