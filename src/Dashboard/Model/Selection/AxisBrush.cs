using System.Globalization;

namespace SiameseSweep.Dashboard.Model.Selection;

/// <summary>
/// Selection on one column: a range of numbers or some of its values. Written in addresses as <c>column~low~high</c> or
/// <c>column~=a|b</c>, joined by <c>;</c>.
/// </summary>
/// <param name="Column">The column's key.</param>
/// <param name="Low">Least number kept.</param>
/// <param name="High">Greatest number kept.</param>
/// <param name="Values">Texts kept; null for a range.</param>
public sealed record AxisBrush(string Column, double Low, double High, IReadOnlyList<string>? Values = null)
{
    /// <summary>Whether a cell is kept. A cell without a number lies in no range.</summary>
    public bool Keeps(RunsCell cell) =>
        Values is null ? cell.Number >= Low && cell.Number <= High : Values.Contains(cell.Text, StringComparer.Ordinal);

    /// <summary>For people.</summary>
    public string Sentence => Values is not null ? $"{Column} {string.Join(" or ", Values)}"
        : double.IsInfinity(Low) ? $"{Column} up to {Number(High)}"
        : double.IsInfinity(High) ? $"{Column} from {Number(Low)}" : $"{Column} {Number(Low)} to {Number(High)}";

    /// <summary>Reads an address; what cannot be read is left out.</summary>
    public static IReadOnlyList<AxisBrush> Parse(string? text)
    {
        List<AxisBrush> brushes = [];
        foreach (string part in (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = part.Split('~');
            if (words.Length == 2 && words[1].StartsWith('='))
            {
                brushes.Add(
                    new AxisBrush(
                        Uri.UnescapeDataString(words[0]),
                        double.NaN,
                        double.NaN,
                        words[1][1..].Split('|').Select(Uri.UnescapeDataString).ToList()));
            }
            else if (words.Length == 3 && Read(words[1]) is double low && Read(words[2]) is double high)
            {
                brushes.Add(new AxisBrush(Uri.UnescapeDataString(words[0]), low, high));
            }
        }

        return brushes;
    }

    /// <summary>Writes an address; null when there is nothing to write.</summary>
    public static string? Write(IReadOnlyList<AxisBrush> brushes) => brushes.Count == 0 ? null : string.Join(';', brushes.Select(b =>
        Escape(b.Column) + "~" + (b.Values is null ? $"{Exact(b.Low)}~{Exact(b.High)}" : "=" + string.Join('|', b.Values.Select(Escape)))));

    /// <summary>The brushes with one column's replaced; null takes it away.</summary>
    public static IReadOnlyList<AxisBrush> With(IReadOnlyList<AxisBrush> brushes, string column, AxisBrush? brush) =>
        [.. brushes.Where(b => b.Column != column), .. brush is null ? [] : (AxisBrush[])[brush]];

    // The tilde needs no escape in an address; here it parts a brush's words.
    private static string Escape(string text) => Uri.EscapeDataString(text).Replace("~", "%7E", StringComparison.Ordinal);

    private static double? Read(string text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out double value) && !double.IsNaN(value) ? value : null;

    // Rounded, an end at the best run's value would leave that run out.
    private static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Number(double value) =>
        value.ToString("0.####e-0", CultureInfo.InvariantCulture) is string scientific && Math.Abs(value) is < 1e-3 or >= 1e5 && value != 0
            ? scientific
            : value.ToString("0.#####", CultureInfo.InvariantCulture);
}
