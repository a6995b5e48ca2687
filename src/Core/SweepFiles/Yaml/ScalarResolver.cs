using System.Globalization;
using System.Text.RegularExpressions;

namespace SiameseSweep.Core.SweepFiles.Yaml;

/// <summary>
/// Tells what a plain scalar is. YAML 1.1 as PyYAML reads it (yes/no/on/off, 0x, octal 0…, underscores), so that a W&amp;B user's
/// file means the same here; except that <c>1e-5</c> and <c>1e5</c> are numbers, which PyYAML takes for text.
/// </summary>
internal static partial class ScalarResolver
{
    private static readonly HashSet<string> True = ["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"];
    private static readonly HashSet<string> False = ["false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"];
    private static readonly HashSet<string> Null = ["", "~", "null", "Null", "NULL"];

    /// <summary>Resolves a plain scalar without a tag.</summary>
    public static (ScalarKind Kind, double Number) Resolve(string text)
    {
        if (Null.Contains(text))
        {
            return (ScalarKind.Null, 0);
        }

        if (True.Contains(text) || False.Contains(text))
        {
            return (ScalarKind.Boolean, True.Contains(text) ? 1 : 0);
        }

        if (TryInteger(text, out double integer))
        {
            return (ScalarKind.Integer, integer);
        }

        return TryReal(text, out double real) ? (ScalarKind.Real, real) : (ScalarKind.Text, 0);
    }

    /// <summary>Resolves a scalar under an explicit tag such as <c>!!float</c>; null when the text does not fit the tag.</summary>
    public static (ScalarKind Kind, double Number)? ResolveAs(ScalarKind wanted, string text) => wanted switch
    {
        ScalarKind.Text => (ScalarKind.Text, 0),
        ScalarKind.Real when TryReal(text, out double real) => (ScalarKind.Real, real),
        ScalarKind.Real when TryInteger(text, out double integer) => (ScalarKind.Real, integer),
        _ => Resolve(text) is var resolved && resolved.Kind == wanted ? resolved : null,
    };

    private static bool TryInteger(string text, out double value)
    {
        value = 0;
        if (text.Length > 400 || !IntegerPattern().IsMatch(text))
        {
            return false;
        }

        string digits = text.Replace("_", "", StringComparison.Ordinal);
        double sign = digits[0] == '-' ? -1 : 1;
        digits = digits.TrimStart('+', '-');
        (int radix, digits) = digits switch
        {
            ['0', 'x' or 'X', ..] => (16, digits[2..]),
            ['0', 'b' or 'B', ..] => (2, digits[2..]),
            ['0', 'o' or 'O', ..] => (8, digits[2..]),
            ['0', _, ..] => (8, digits[1..]),
            _ => (10, digits),
        };
        value = radix == 10
            ? sign * double.Parse(digits, CultureInfo.InvariantCulture)
            : sign * digits.Aggregate(0.0, (sum, digit) => (sum * radix) + Convert.ToInt32(digit.ToString(), 16));
        return true;
    }

    private static bool TryReal(string text, out double value)
    {
        value = text switch
        {
            ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => double.PositiveInfinity,
            "-.inf" or "-.Inf" or "-.INF" => double.NegativeInfinity,
            _ => double.NaN,
        };
        if (!double.IsNaN(value) || text is ".nan" or ".NaN" or ".NAN")
        {
            return true;
        }

        return text.Length <= 400
            && RealPattern().IsMatch(text)
            && double.TryParse(
                text.Replace("_", "", StringComparison.Ordinal),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out value);
    }

    [GeneratedRegex(
        @"^[-+]?(0|[1-9][0-9_]*|0[xX][0-9a-fA-F_]*[0-9a-fA-F]|0[bB][01_]*[01]|0[oO]?[0-7_]*[0-7])$",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex IntegerPattern();

    [GeneratedRegex(@"^[-+]?([0-9][0-9_]*(\.[0-9_]*)?|\.[0-9][0-9_]*)([eE][-+]?[0-9]+)?$", RegexOptions.NonBacktracking)]
    private static partial Regex RealPattern();
}
