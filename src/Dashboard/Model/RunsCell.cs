namespace SiameseSweep.Dashboard.Model;

/// <summary>A cell of the runs table: what is shown, and what it is sorted by when that is a number.</summary>
public readonly record struct RunsCell(string Text, double? Number)
{
    /// <summary>A parameter: sorted as a number where it is one.</summary>
    public static RunsCell OfText(string text) =>
        new(text, double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out double d) && double.IsFinite(d) ? d : null);

    /// <summary>A metric.</summary>
    public static RunsCell OfMetric(double value) => new(Format.Metric(value), double.IsFinite(value) ? value : null);
}
