using System.Globalization;

namespace SiameseSweep.Core.Sweeps;

/// <summary>A parameter's number as people compare it.</summary>
internal static class ShortNumber
{
    /// <summary>Three significant digits; below a hundredth with an exponent, as tables of runs write it: <c>2.76e-4</c>.</summary>
    public static string Of(double value) =>
        value.ToString(Math.Abs(value) is > 0 and < 1e-2 ? "0.##e-0" : "G3", CultureInfo.InvariantCulture);
}
