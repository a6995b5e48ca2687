namespace SiameseSweep.Core.Settings;

/// <summary>A whole number.</summary>
/// <param name="name">The key.</param>
/// <param name="min">The least value.</param>
/// <param name="max">The greatest value; <see cref="int.MaxValue"/>: any.</param>
/// <param name="otherwise">The value where the file gives none; null: it then has none.</param>
/// <param name="summary">What it means, as a phrase.</param>
public sealed class WholeSetting(string name, int min, int max, int? otherwise, string summary) : Setting<int>(name, otherwise, summary)
{
    /// <summary>The least value.</summary>
    public int Min => min;

    /// <summary>The greatest value; <see cref="int.MaxValue"/>: any.</summary>
    public int Max => max;
}

/// <summary>A finite number.</summary>
/// <param name="name">The key.</param>
/// <param name="domain">The rule in words, to follow "must be".</param>
/// <param name="allows">Whether a number lies in the domain.</param>
/// <param name="otherwise">The value where the file gives none; null: it then has none.</param>
/// <param name="summary">What it means, as a phrase.</param>
public sealed class NumberSetting(string name, string domain, Func<double, bool> allows, double? otherwise, string summary)
    : Setting<double>(name, otherwise, summary)
{
    /// <summary>The rule in words, to follow "must be".</summary>
    public string Domain => domain;

    /// <summary>Whether a number lies in the domain.</summary>
    public Func<double, bool> Allows => allows;
}

/// <summary>A seed: a whole number from 0 to 2⁶³ − 1, 0 where the file gives none.</summary>
/// <param name="name">The key.</param>
/// <param name="summary">What it means, as a phrase.</param>
public sealed class SeedSetting(string name, string summary) : Setting<ulong>(name, 0ul, summary);

/// <summary><c>true</c> or <c>false</c>.</summary>
/// <param name="name">The key.</param>
/// <param name="otherwise">The value where the file gives none.</param>
/// <param name="summary">What it means, as a phrase.</param>
public sealed class FlagSetting(string name, bool otherwise, string summary) : Setting<bool>(name, otherwise, summary);

/// <summary>A folder. Relative ones lie under <c>--data</c> or beside the sweep file.</summary>
/// <param name="name">The key.</param>
/// <param name="summary">What it holds, as a phrase.</param>
public sealed class FolderSetting(string name, string summary) : Setting<string>(name, null, summary);
