using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Grains.Sweeps;

namespace SiameseSweep.Grains.Hosting;

/// <summary>
/// Wakes, when a head starts, every sweep that has something to do: one that runs, whose runs may still be training, or that ended
/// and left some waiting.
/// </summary>
public sealed partial class HeadStartup(IRecordReader record, IGrainFactory grains, ILogger<HeadStartup> log) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (SweepRow sweep in record.Sweeps())
        {
            if (!HasSomethingToDo(sweep))
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

    private bool HasSomethingToDo(SweepRow sweep) => sweep.State == SweepState.Running
        || record.CountRuns(new RunQuery(sweep.SweepId, RunState.Running)) > 0
        || (sweep.State.IsFinal() && (Waiting(sweep, RunState.Queued) || Waiting(sweep, RunState.Paused)));

    private bool Waiting(SweepRow sweep, RunState state) => record.CountRuns(new RunQuery(sweep.SweepId, state)) > 0;

    [LoggerMessage(Level = LogLevel.Error, Message = "Sweep {Sweep} could not be resumed.")]
    private static partial void LogNotWoken(ILogger log, Exception error, string sweep);
}
