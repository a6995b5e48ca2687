using SiameseSweep.Core.Mining;

namespace SiameseSweep.Training.Mining;

/// <summary>The miners, one for each <see cref="MiningKind"/> that mines.</summary>
internal static class MinerRegistry
{
    private static readonly IMiner[] All = [new AllMiner(), new HardMiner(), new SemihardMiner()];

    /// <summary>Returns the miner of a kind.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The kind does not mine.</exception>
    public static IMiner For(MiningKind mining) => Array.Find(All, m => m.Kind == mining)
        ?? throw new ArgumentOutOfRangeException(nameof(mining), mining, "Random examples are drawn, not mined.");
}
