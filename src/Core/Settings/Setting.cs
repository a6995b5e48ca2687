using System.Globalization;

namespace SiameseSweep.Core.Settings;

/// <summary>A key of a map in a sweep file, such as <c>min_iter</c> of a pruner or <c>people</c> of a data set.</summary>
/// <param name="name">The key.</param>
/// <param name="summary">What it means, as a phrase.</param>
public abstract class Setting(string name, string summary)
{
    /// <summary>The key.</summary>
    public string Name => name;

    /// <summary>Meaning, as a phrase.</summary>
    public string Summary => summary;

    /// <summary>Whether a file that leaves it out is refused.</summary>
    public bool IsRequired { get; init; }
}

/// <summary>A setting with values of one type, which are kept as invariant text.</summary>
/// <param name="name">The key.</param>
/// <param name="otherwise">The value where the file gives none; null: it then has none.</param>
/// <param name="summary">What it means, as a phrase.</param>
public abstract class Setting<T>(string name, object? otherwise, string summary) : Setting(name, summary)
    where T : IParsable<T>
{
    /// <summary>The value where the file gives none; null: it then has none.</summary>
    public object? Default => otherwise;

    internal static T Parse(string text) => T.Parse(text, CultureInfo.InvariantCulture);

    internal static string Format(T value) => string.Create(CultureInfo.InvariantCulture, $"{value}");
}
