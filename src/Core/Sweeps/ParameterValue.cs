using System.Globalization;

namespace SiameseSweep.Core.Sweeps;

/// <summary>Kind of a parameter value.</summary>
public enum ParameterValueKind
{
    /// <summary><c>null</c>: the parameter's default.</summary>
    Null,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>A number written without a point.</summary>
    Integer,

    /// <summary>A number written with a point or an exponent.</summary>
    Real,

    /// <summary>A word, or several joined by commas.</summary>
    Text,
}

/// <summary>
/// A value as a sweep file gives it or a distribution draws it. The kind of number is kept: 1 is not 1.0 until a parameter says so.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">The number; 1 and 0 for true and false.</param>
/// <param name="Text">The word, for text.</param>
public readonly record struct ParameterValue(ParameterValueKind Kind, double Number, string? Text)
{
    /// <summary>The default of whatever parameter gets it.</summary>
    public static ParameterValue Null => default;

    /// <summary>A whole number.</summary>
    public static ParameterValue Of(long value) => new(ParameterValueKind.Integer, value, null);

    /// <summary>A real number.</summary>
    public static ParameterValue Of(double value) => new(ParameterValueKind.Real, value, null);

    /// <summary>A word.</summary>
    public static ParameterValue Of(string value) => new(ParameterValueKind.Text, 0, value);

    /// <summary>true or false.</summary>
    public static ParameterValue Of(bool value) => new(ParameterValueKind.Boolean, value ? 1 : 0, null);

    /// <summary>Whether it is a number.</summary>
    public bool IsNumber => Kind is ParameterValueKind.Integer or ParameterValueKind.Real;

    /// <summary>Whether it is a number without a fraction.</summary>
    public bool IsWhole => IsNumber && Math.Floor(Number) == Number;

    /// <summary>Equal values mean the same configuration: 3e6 and 3000000.0 are one value.</summary>
    public bool SameAs(ParameterValue other) => IsNumber && other.IsNumber ? Number.Equals(other.Number) : Equals(other);

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        ParameterValueKind.Null => "null",
        ParameterValueKind.Boolean => Number != 0 ? "true" : "false",
        ParameterValueKind.Text => Text!,
        _ => Number.ToString("R", CultureInfo.InvariantCulture),
    };
}
