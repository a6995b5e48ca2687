using System.Globalization;
using System.Text;

namespace SiameseSweep.Core.Store;

/// <summary>Text form of values in the record's columns.</summary>
internal static class ColumnText
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>ISO 8601, UTC, milliseconds: sorts as text, and SQLite's date functions read it.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    /// <summary>SQLite has no NaN: it becomes NULL.</summary>
    public static object Real(double value) => double.IsNaN(value) ? DBNull.Value : value;

    /// <summary>
    /// A JSON array; every float by its shortest text that reads back to the same bits. JSON has no NaN (null) and no infinity
    /// (9e999).
    /// </summary>
    public static string Floats(ReadOnlySpan<float> values)
    {
        StringBuilder text = new(2 + (values.Length * 11));
        AppendFloats(text, values);
        return text.ToString();
    }

    /// <inheritdoc cref="Floats(ReadOnlySpan{float})"/>
    public static void AppendFloats(StringBuilder text, ReadOnlySpan<float> values)
    {
        text.Append('[');
        Span<char> number = stackalloc char[32];
        for (int i = 0; i < values.Length; i++)
        {
            if (i > 0)
            {
                text.Append(',');
            }

            float value = values[i];
            if (float.IsFinite(value))
            {
                value.TryFormat(number, out int length, "R", CultureInfo.InvariantCulture);
                text.Append(number[..length]);
            }
            else
            {
                text.Append(float.IsNaN(value) ? "null" : value > 0 ? "9e999" : "-9e999");
            }
        }

        text.Append(']');
    }

    /// <summary>Reads what <see cref="Floats(ReadOnlySpan{float})"/> wrote.</summary>
    public static float[] Floats(ReadOnlySpan<char> json)
    {
        ReadOnlySpan<char> inner = json.Trim()[1..^1];
        if (inner.IsWhiteSpace())
        {
            return [];
        }

        float[] values = new float[inner.Count(',') + 1];
        int index = 0;
        foreach (Range range in inner.Split(','))
        {
            ReadOnlySpan<char> number = inner[range].Trim();
            values[index++] = number.SequenceEqual("null")
                ? float.NaN
                : float.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        return values;
    }

    /// <summary>The names of an enumeration as the record has them.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    public static T Parse<T>(string name)
        where T : struct, Enum => Enum.Parse<T>(name, ignoreCase: true);
}
