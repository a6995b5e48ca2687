using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Grains.Sweeps;

namespace SiameseSweep.Grains.Hosting;

/// <summary>Wakes, when a head starts, every sweep that has something to do: one that runs, or whose runs may still be training.</summary>
public sealed partial class HeadStartup(IRecordReader record, IGrainFactory grains, ILogger<HeadStartup> log) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (SweepRow sweep in record.Sweeps())
        {
            if (sweep.State != SweepState.Running && record.CountRuns(new RunQuery(sweep.SweepId, RunState.Running)) == 0)
            {
                continue;
            }

            try
            {
                await grains.GetGrain<ISweepGrain>(sweep.SweepId).Wake().WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogNotWoken(log, error, sweep.SweepId); // one sweep that cannot be read must not keep the others from running
            }
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Error, Message = "Sweep {Sweep} could not be taken up again.")]
    private static partial void LogNotWoken(ILogger log, Exception error, string sweep);
}
