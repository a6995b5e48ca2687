using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Samplers;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Silo.Documents;

/// <summary>How many runs a sweep comes to.</summary>
internal static class PlannedRunCount
{
    // Counting a grid walks it; beyond this nobody reads the exact number.
    private const int MostTrials = 100_000;

    /// <summary>Trials that will be proposed; null when there is no end to them.</summary>
    public static int? Trials(SweepDefinition definition, int? extendedCap = null)
    {
        int? cap = extendedCap ?? definition.RunCap;
        return SamplerRegistry.For(definition.Method).IsExhaustive ? GridEnumeration.Of(definition.Space).Count(Math.Min(cap ?? MostTrials, MostTrials)) : cap;
    }

    /// <summary>Runs of all trials that a sweep on record will have; null when there is no end to them.</summary>
    public static int? Of(IRecordReader record, SweepRow sweep)
    {
        if (sweep.State.IsFinal())
        {
            return record.CountRuns(new RunQuery(sweep.SweepId));
        }

        return SweepFile.Parse(sweep.SpecYaml, sweep.Name).Definition is { } definition && Trials(definition, sweep.RunCap) is { } trials
            ? trials * definition.Siamese.Replicates * definition.Siamese.Folds
            : null;
    }
}
