using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Grains.Devices;
using SiameseSweep.Grains.Files;
using SiameseSweep.Grains.Hosting;

namespace SiameseSweep.Grains.Runs;

/// <summary>
/// Registers this worker with the head and renews its leases: by the process, not by training steps, since writing a checkpoint
/// is silent. While the head is away the runs train on. When told to leave it saves and hands over its runs first.
/// </summary>
public sealed partial class WorkerAgent(
    DeviceExecutor executor, HeadFileConnection link, IGrainFactory grains, ILocalSiloDetails silo, NodeOptions options, TimeProvider time,
    IHostApplicationLifetime host, ILogger<WorkerAgent> log) : BackgroundService
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(5);

    private bool _headAnswered = true;
    private bool _joined;
    private Task<bool>? _left;

    /// <summary>Why the head refused this worker; null while it has not.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Reason why a device of this process was lost, so that the process must end; null if none was.</summary>
    public string? Lost { get; private set; }

    /// <inheritdoc/>
    public override Task StopAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? base.StopAsync(cancellationToken) // no grace: leave as a killed process does
            : Leave(cancellationToken);

    /// <summary>
    /// Saves and hands over the runs; true when all of it is on record. A host whose other services take long to stop calls it before
    /// it stops them; only the first call does something.
    /// </summary>
    public Task<bool> Leave(CancellationToken cancellation) => _left ??= LeaveOnce(cancellation);

    private async Task<bool> LeaveOnce(CancellationToken cancellation)
    {
        await base.StopAsync(cancellation).ConfigureAwait(false); // no report that it is here may follow the one that it leaves
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(options.LeaveWithin);
        // The executor refuses new runs before the head hears that this worker leaves, and pauses the others meanwhile.
        Task saved = executor.Leave("The worker was told to leave.", patience.Token);
        try
        {
            await Report(leaving: true, patience.Token).ConfigureAwait(false);
            await saved.ConfigureAwait(false);
            await Report(leaving: true, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Told in time or not, what counts is what is saved.
        }

        if (!saved.IsCompletedSuccessfully)
        {
            LogNotSaved(log, executor.Held().Length);
        }

        return saved.IsCompletedSuccessfully;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(options.RenewEvery, time);
        executor.DeviceLost += reason =>
        {
            Lost = reason;
            LogDeviceLost(log, reason);
            host.StopApplication(); // which hands the runs over first
        };
        try
        {
            do
            {
                await Report(leaving: false, stoppingToken).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task Report(bool leaving, CancellationToken cancellation)
    {
        WorkerReport report = new(
            silo.Name, silo.SiloAddress.ToParsableString(), options.Head ? "head, worker" : "worker", Build.Name, [.. executor.Devices],
            executor.Held(), leaving || executor.Leaving)
        {
            OnHead = options.Head,
        };
        WorkerOrders orders;
        try
        {
            orders = await grains
                .GetGrain<IDevicePoolGrain>(0)
                .Report(report)
                .WaitAsync(LongestCall, time, cancellation)
                .ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            if (_headAnswered)
            {
                if (_joined)
                {
                    LogHeadAway(log);
                }
                else
                {
                    LogNoHeadYet(log, options.Place);
                }

                LogWhy(log, error);
                _headAnswered = false;
            }

            return;
        }

        if (!_headAnswered)
        {
            LogHeadBack(log);
            _headAnswered = true;
        }

        _joined = true;
        link.Connect(orders.Files);

        if (orders.Refusal is not null && Refusal is null)
        {
            Refusal = orders.Refusal;
            LogRefused(log, orders.Refusal);
            host.StopApplication();
        }

        foreach (string token in orders.Abandon)
        {
            executor.End(token, StopRequest.Abandon, "The head gave this run to another worker.");
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "No head is up in {Where} yet; waiting for one ('siamese-sweep serve' or 'run' there starts it)."
    )]
    private static partial void LogNoHeadYet(ILogger log, string where);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The head does not answer; runs train on and their reports wait.")]
    private static partial void LogHeadAway(ILogger log);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Why the head was not reached.")]
    private static partial void LogWhy(ILogger log, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The head answers.")]
    private static partial void LogHeadBack(ILogger log);

    [LoggerMessage(Level = LogLevel.Error, Message = "The head refused this worker: {Reason}")]
    private static partial void LogRefused(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "This worker ends: {Reason}")]
    private static partial void LogDeviceLost(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} runs did not save their state in time; they resume from an earlier one.")]
    private static partial void LogNotSaved(ILogger log, int count);
}
