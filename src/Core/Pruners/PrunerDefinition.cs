using SiameseSweep.Core.Settings;

namespace SiameseSweep.Core.Pruners;

/// <summary>A pruner as sweep files name it: its settings, the rules between them, and how it is made.</summary>
/// <param name="Type">The <c>type</c> of <c>early_terminate:</c>.</param>
/// <param name="Settings">The keys that the type takes beside <c>type</c>.</param>
/// <param name="Create">Makes the pruner of values that fit.</param>
public sealed record PrunerDefinition(string Type, IReadOnlyList<Setting> Settings, Func<SettingValues, IPruner> Create)
{
    /// <summary>
    /// Returns the error message for settings that are valid alone but not together, to follow "early_terminate "; null if valid.
    /// </summary>
    public Func<SettingValues, string?> Problem { get; init; } = _ => null;

    /// <summary>Settings that are better written out, each with the sentence that says so.</summary>
    public Func<SettingValues, IEnumerable<(Setting Setting, string Message)>> Advice { get; init; } = _ => [];

    /// <summary>The first epoch at which a run can be ended; null where the pruner does not judge at bands of epochs.</summary>
    public Func<SettingValues, int?> FirstBand { get; init; } = _ => null;
}
