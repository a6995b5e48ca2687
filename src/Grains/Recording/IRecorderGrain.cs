using SiameseSweep.Core.Runs;

namespace SiameseSweep.Grains.Recording;

/// <summary>Takes workers' reports to the record (on the head; one, key 0).</summary>
public interface IRecorderGrain : IGrainWithIntegerKey
{
    /// <summary>Records a batch and answers after its commit.</summary>
    Task<ReportAck> Apply(ReportBatch batch);
}
