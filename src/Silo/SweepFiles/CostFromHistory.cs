using SiameseSweep.Core;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles.Plans;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Silo.Cli;

namespace SiameseSweep.Silo.SweepFiles;

/// <summary>A sweep's cost from the record of a home, where there is one: <c>check</c> makes no home and needs none.</summary>
internal static class CostFromHistory
{
    public static CostEstimate? Of(SweepDefinition definition, SweepPlan plan, HomeDirectory home)
    {
        FileInfo file = new(home.RecordFile);
        if (!file.Exists)
        {
            return null;
        }

        try
        {
            using RecordReader record = RecordReader.Open(home);
            return CostEstimate.For(definition, plan, record, file.Length);
        }
        catch (UserErrorException error)
        {
            Terminal.Note($"warning: The cost is not estimated: {error.Message}");
            return null;
        }
    }
}
