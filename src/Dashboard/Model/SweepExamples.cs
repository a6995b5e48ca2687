namespace SiameseSweep.Dashboard.Model;

/// <summary>The sweep files of the repository's <c>sweeps/</c>, built into the program.</summary>
public static class SweepExamples
{
    private const string Prefix = "sweeps/";

    /// <summary>Their names, without extension.</summary>
    public static IReadOnlyList<string> Names { get; } =
        typeof(SweepExamples)
            .Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => Path.GetFileNameWithoutExtension(n[Prefix.Length..]))
            .Order(StringComparer.Ordinal)
            .ToList();

    /// <summary>One's text, or null.</summary>
    public static string? Read(string name)
    {
        using Stream? file = typeof(SweepExamples).Assembly.GetManifestResourceStream($"{Prefix}{name}.yaml");
        if (file is null)
        {
            return null;
        }

        using StreamReader reader = new(file);
        return reader.ReadToEnd();
    }
}
