using System.Globalization;

namespace SiameseSweep.Bench;

/// <summary>A benchmark and how to call it.</summary>
/// <param name="Name">First argument that selects it.</param>
/// <param name="Usage">Its own arguments; empty if it takes none.</param>
/// <param name="Help">Sentence for the list of benchmarks; null for child processes of another benchmark.</param>
/// <param name="Run">Runs it with the arguments after the name and returns the exit code.</param>
internal sealed record BenchCommand(string Name, string Usage, string? Help, Func<string[], Task<int>> Run)
{
    /// <summary>Returns the whole number at a position of the arguments, or a default.</summary>
    /// <exception cref="FormatException">The argument is not a whole number.</exception>
    public static int Number(string[] arguments, int position, int defaultValue) =>
        arguments.ElementAtOrDefault(position) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : defaultValue;
}
