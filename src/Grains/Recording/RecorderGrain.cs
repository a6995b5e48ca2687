using Orleans.Concurrency;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Grains.Placement;
using SiameseSweep.Grains.Sweeps;

namespace SiameseSweep.Grains.Recording;

/// <inheritdoc/>
/// <remarks>Reentrant, so that many batches wait for one commit together. The order within a run is the outbox's: it sends one
/// batch at a time.</remarks>
[Reentrant]
[KeepAlive]
[OnSilosWithRole(SiloRole.Head)]
public sealed class RecorderGrain(IRecordWriter record, IRecordReader reader) : Grain, IRecorderGrain
{
    private readonly Dictionary<string, string> _metrics = [];

    /// <inheritdoc/>
    public async Task<ReportAck> Apply(ReportBatch batch)
    {
        ReportAck ack = await record.Apply(batch);
        if (MetricOf(batch.Run.SweepId) is { } metric && RunCommit.Of(batch, ack, metric) is { } commit)
        {
            // One way: a notification that is lost is made good by the sweep, which looks at the record itself every few seconds.
            await GrainFactory.GetGrain<ISweepGrain>(batch.Run.SweepId).Committed(commit);
        }

        return ack;
    }

    private string? MetricOf(string sweepId)
    {
        if (!_metrics.TryGetValue(sweepId, out string? metric) && reader.Sweep(sweepId) is { } sweep)
        {
            _metrics[sweepId] = metric = sweep.Metric;
        }

        return metric;
    }
}
