using SiameseSweep.Core.Samplers;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Results;

/// <summary>The trials and runs that a sweep will have when nothing ends it early.</summary>
/// <param name="Trials">Trials that it proposes; null: until stopped.</param>
/// <param name="TrialsAreExact">False where a grid is too large to be walked: its duplicates and impossible combinations are then
/// counted too.</param>
/// <param name="RunsPerTrial">Replicates × folds.</param>
public sealed record PlannedRuns(double? Trials, bool TrialsAreExact, int RunsPerTrial)
{
    private const int WalkedAtMost = 50_000;
    private const int WalkedOfLargeGrids = 1_000;

    /// <summary>Runs that train the winner again.</summary>
    public int RefitRuns { get; init; }

    /// <summary>Runs in all; null: until stopped.</summary>
    public double? Runs => (Trials * RunsPerTrial) + RefitRuns;

    /// <summary>Counts what a sweep proposes.</summary>
    /// <param name="definition">The sweep.</param>
    /// <param name="extendedCap">The cap on trials that <c>extend</c> set; null: the file's.</param>
    public static PlannedRuns Of(SweepDefinition definition, int? extendedCap = null)
    {
        (double? trials, bool exact) = CountTrials(definition, extendedCap ?? definition.RunCap);
        int runsPerTrial = definition.Siamese.Replicates * definition.Siamese.Folds;
        return new PlannedRuns(trials, exact, runsPerTrial) { RefitRuns = definition.Siamese.Refit ? runsPerTrial : 0 };
    }

    private static (double? Trials, bool Exact) CountTrials(SweepDefinition definition, int? cap)
    {
        if (!SamplerRegistry.For(definition.Method).IsExhaustive)
        {
            return (cap, true);
        }

        // A grid ends with its last point, however large its cap is. A large one may have few points that work, and then a walk takes long.
        double size = definition.Space.GridSize!.Value;
        double most = Math.Min(size, cap ?? double.PositiveInfinity);
        return size <= WalkedAtMost || most <= WalkedOfLargeGrids
            ? (GridEnumeration.Of(definition.Space).Count((int)most), true)
            : (most, false);
    }
}
