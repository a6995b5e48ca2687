using SiameseSweep.Core.Randomness;

namespace SiameseSweep.Core.Runs;

/// <summary>The key that everything random inside a run hangs on.</summary>
public static class RunSeeds
{
    /// <summary>
    /// A pure function of the sweep's seed and the run's numbers; the sweep's id has no part in it, so the same file gives the same
    /// runs.
    /// </summary>
    public static ulong For(ulong sweepSeed, RunId run) =>
        KeyedRandom.Key(sweepSeed, RandomUse.Weights, run.Trial, run.Replicate, run.Fold);
}
