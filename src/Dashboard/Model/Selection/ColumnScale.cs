using System.Globalization;

namespace SiameseSweep.Dashboard.Model.Selection;

/// <summary>
/// The scale of a runs-table column along an axis: numbers evenly or by their logarithm, and names, or numbers of which there
/// are only a few, side by side.
/// </summary>
public sealed class ColumnScale
{
    // Up to so many different numbers are shown side by side, as what they are: choices.
    private const int FewNumbers = 6;
    private const double LogFrom = 50;
    private readonly bool _log;
    private readonly double _low;
    private readonly double _high;

    private ColumnScale(string key, IReadOnlyList<string>? values, bool log, double low, double high)
    {
        Key = key;
        Values = values;
        _log = log;
        _low = low;
        _high = high;
    }

    /// <summary>The column.</summary>
    public string Key { get; }

    /// <summary>Its values in order, when they stand side by side.</summary>
    public IReadOnlyList<string>? Values { get; }

    /// <summary>Whether numbers lie by their logarithm.</summary>
    public bool Log => _log;

    /// <summary>Looks at a column's cells.</summary>
    public static ColumnScale Of(RunsTable table, string key)
    {
        List<RunsCell> cells = table.Rows.Select(r => r.Cell(key)).Where(c => c.Text != Format.None).ToList();
        List<double> numbers = cells.Where(c => c.Number is not null).Select(c => c.Number!.Value).ToList();
        bool metric = table.Columns.Any(c => c.Key == key && c.Numeric);
        if (numbers.Count == 0 || (!metric && numbers.Distinct().Take(FewNumbers + 1).Count() <= FewNumbers))
        {
            List<string> values = cells.DistinctBy(c => c.Text)
                .OrderBy(c => c.Number ?? double.PositiveInfinity)
                .ThenBy(c => c.Text, StringComparer.Ordinal)
                .Select(c => c.Text)
                .ToList();
            return new ColumnScale(key, values, false, 0, Math.Max(1, values.Count - 1));
        }

        double low = numbers.Min(), high = numbers.Max();
        bool log = low > 0 && high / low >= LogFrom;
        return new ColumnScale(key, null, log, low, high > low ? high : low + 1);
    }

    /// <summary>Returns the position of a cell, 0 to 1; null if it has none.</summary>
    public double? Place(RunsCell cell)
    {
        if (Values is not null)
        {
            int at = Index(cell);
            return at < 0 ? null : Values.Count == 1 ? 0.5 : (double)at / (Values.Count - 1);
        }

        return cell.Number is double number ? Place(number) : null;
    }

    /// <summary>A cell's height in a plot of its own axis: its number, or its place among the values.</summary>
    public double? Coordinate(RunsCell cell) => Values is null ? cell.Number : Index(cell) is int at and >= 0 ? at : null;

    /// <summary>Marks of the axis: place from 0 to 1 and text.</summary>
    public IReadOnlyList<(double Place, string Text)> Ticks() => Values is not null
        ? Values.Select((v, i) => (Values.Count == 1 ? 0.5 : (double)i / (Values.Count - 1), v)).ToList()
        : Enumerable.Range(0, 5).Select(i => i / 4.0).Select(p => (p, Short(At(p)))).ToList();

    /// <summary>Returns the selection when a range of the axis is brushed; null if it keeps nothing or everything.</summary>
    /// <param name="from">One end, about 0 to 1.</param>
    /// <param name="to">The other.</param>
    public AxisBrush? Brush(double from, double to)
    {
        (double low, double high) = (Math.Min(from, to), Math.Max(from, to));
        if (Values is not null)
        {
            List<string> kept = Ticks().Where(t => t.Place >= low - 1e-9 && t.Place <= high + 1e-9).Select(t => t.Text).ToList();
            return kept.Count == 0 || kept.Count == Values.Count ? null : new AxisBrush(Key, double.NaN, double.NaN, kept);
        }

        return low <= 0 && high >= 1 ? null : new AxisBrush(Key, At(Math.Max(0, low)), At(Math.Min(1, high)));
    }

    /// <summary>The stretch of the axis that a brush covers; null when it covers none.</summary>
    public (double From, double To)? Stretch(AxisBrush brush)
    {
        if (brush.Values is null)
        {
            return Values is null && !double.IsNaN(brush.Low) && !double.IsNaN(brush.High) ? (Place(brush.Low), Place(brush.High)) : null;
        }

        List<double> places = Ticks().Where(t => brush.Values.Contains(t.Text)).Select(t => t.Place).ToList();
        return places.Count == 0 ? null : (places.Min() - 0.02, places.Max() + 0.02);
    }

    // A bound that a user types may be nought or less, which has no logarithm: it lies below all.
    private double Place(double number) =>
        Math.Clamp(
            !_log ? (number - _low) / (_high - _low)
                : number > 0 ? Math.Log(number / _low) / Math.Log(_high / _low)
                : double.NegativeInfinity,
            -0.05,
            1.05);

    private double At(double place) => _log ? _low * Math.Pow(_high / _low, place) : _low + (place * (_high - _low));

    private int Index(RunsCell cell)
    {
        for (int i = 0; i < Values!.Count; i++)
        {
            if (Values[i] == cell.Text)
            {
                return i;
            }
        }

        return -1;
    }

    private static string Short(double value) => Math.Abs(value) is < 1e-2 and > 0 or >= 1e5
        ? value.ToString("0.#e-0", CultureInfo.InvariantCulture)
        : value.ToString("0.###", CultureInfo.InvariantCulture);
}
