using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Pruners;

/// <summary>The pruners by type. A new one is one file and one line here.</summary>
public static class PrunerRegistry
{
    private static readonly Dictionary<string, (string[] Keys, Func<EarlyTerminateSpec, IPruner> Make)> Makers = new()
    {
        ["hyperband"] = (["type", "min_iter", "max_iter", "s", "eta", "strict"], spec => new HyperbandPruner(spec)),
        ["median"] = (["type", "min_iter", "min_peers"], spec => new MedianPruner(spec)),
        ["asha"] = (["type", "min_iter", "eta"], spec => new AshaPruner(spec)),
    };

    /// <summary>The types a sweep file may name.</summary>
    public static IReadOnlyCollection<string> Types => Makers.Keys;

    /// <summary>The keys that <c>early_terminate:</c> of a type may have.</summary>
    public static IReadOnlyCollection<string> Keys(string type) => Makers[type].Keys;

    /// <summary>The pruner of a sweep file's <c>early_terminate:</c>; null: runs are never ended early.</summary>
    public static IPruner? For(EarlyTerminateSpec? spec) => spec is null ? null : Makers[spec.Type].Make(spec);
}
