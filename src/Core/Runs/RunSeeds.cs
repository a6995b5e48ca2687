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

    /// <summary>The key of a draw of a network's initial weights; that of the first is the run's own.</summary>
    /// <param name="runKey">The run's key.</param>
    /// <param name="draw">Number of the draw, from 0.</param>
    public static ulong WeightsOf(ulong runKey, int draw) => draw == 0 ? runKey : KeyedRandom.Key(runKey, RandomUse.Weights, draw);
}
