using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Pruners;

/// <summary>The pruners by type. A new one is one file and one line here.</summary>
public static class PrunerRegistry
{
    /// <summary>Every pruner.</summary>
    public static IReadOnlyList<PrunerDefinition> All { get; } =
    [HyperbandPruner.Definition, MedianPruner.Definition, AshaPruner.Definition];

    /// <summary>The types a sweep file may name.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. All.Select(p => p.Type)];

    /// <summary>Returns the pruner of a type.</summary>
    /// <exception cref="InvalidOperationException">No pruner has that type.</exception>
    public static PrunerDefinition Of(string type) => All.Single(p => p.Type == type);

    /// <summary>Makes the pruner of a sweep file's <c>early_terminate:</c>; null: runs are never ended early.</summary>
    public static IPruner? For(EarlyTerminateSpec? spec) => spec is null ? null : Of(spec.Type).Create(spec.Settings);
}
