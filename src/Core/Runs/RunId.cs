using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Orleans;

namespace SiameseSweep.Core.Runs;

/// <summary>One training of a trial: <c>SWEEP.TRIAL.REPLICATE.FOLD</c>, the last three counted from 0.</summary>
[GenerateSerializer, Immutable]
public readonly record struct RunId(
    [property: Id(0)] string SweepId,
    [property: Id(1)] int Trial,
    [property: Id(2)] int Replicate,
    [property: Id(3)] int Fold)
{
    /// <summary>Reads an id in full; prefixes are the reader's business.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RunId run)
    {
        run = default;
        string[] parts = text?.Split('.') ?? [];
        if (parts.Length != 4 || parts[0].Length == 0
            || !Number(parts[1], out int trial) || !Number(parts[2], out int replicate) || !Number(parts[3], out int fold))
        {
            return false;
        }

        run = new RunId(parts[0], trial, replicate, fold);
        return true;
    }

    /// <inheritdoc cref="TryParse"/>
    /// <exception cref="FormatException">The text is not a run id.</exception>
    public static RunId Parse(string text) =>
        TryParse(text, out RunId run)
            ? run
            : throw new FormatException($"'{QuotedText.Short(text)}' is not a run id; one reads SWEEP.TRIAL.REPLICATE.FOLD.");

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{SweepId}.{Trial}.{Replicate}.{Fold}");

    private static bool Number(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
