using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Grains.Files;
using SiameseSweep.Grains.Hosting;
using SiameseSweep.Grains.Recording;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Grains.Runs;

/// <summary>Trains on this process's devices: one dedicated thread a slot, nothing of it inside a grain call.</summary>
public sealed partial class DeviceExecutor : IDisposable
{
    private readonly ITrainer _trainer;
    private readonly NodeOptions _options;
    private readonly HeadFileConnection _link;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly ILogger<DeviceExecutor> _log;
    private readonly ConcurrentDictionary<string, Attempt> _attempts = [];
    private readonly Dictionary<string, BlockingCollection<Attempt>> _queues = [];
    private volatile bool _leaving;

    // The uploader is null where all share one home because they share one machine.
    private sealed record Attempt(RunAssignment Assignment, RunControl Control, RunOutbox Outbox, RunFileUploader? Uploader);

    /// <summary>Starts the slots' threads.</summary>
    public DeviceExecutor(
        ITrainer trainer,
        IDeviceCatalog devices,
        NodeOptions options,
        HeadFileConnection link,
        IGrainFactory grains,
        TimeProvider time,
        ILogger<DeviceExecutor> log)
    {
        (_trainer, _options, _link, _grains, _time, _log) = (trainer, options, link, grains, time, log);
        Devices = devices.Offers(options);
        foreach (DeviceOffer device in Devices)
        {
            BlockingCollection<Attempt> queue = _queues[device.Device] = [];
            for (int slot = 0; slot < device.Slots; slot++)
            {
                new Thread(() => Work(queue)) { Name = $"{device.Device} slot {slot}", IsBackground = true }.Start();
            }
        }
    }

    /// <summary>Devices and slots that this process lends.</summary>
    public IReadOnlyList<DeviceOffer> Devices { get; }

    /// <summary>Whether it takes no more attempts.</summary>
    public bool Leaving => _leaving;

    /// <summary>Called with the reason when a device is lost to this process: whoever hears it must end the process.</summary>
    public event Action<string>? DeviceLost;

    /// <summary>Puts an attempt on its device. One that is here already is not started twice.</summary>
    /// <exception cref="InvalidOperationException">This process does not lend the device, or is leaving.</exception>
    public void Start(RunAssignment assignment)
    {
        if (_leaving)
        {
            throw new InvalidOperationException("The worker is leaving and takes no more runs.");
        }

        if (!_queues.TryGetValue(assignment.Device, out BlockingCollection<Attempt>? queue))
        {
            throw new InvalidOperationException($"The worker does not lend device {assignment.Device}.");
        }

        RunControl control = new();
        RunOutbox outbox = new(assignment, Send, control, _time, _log);
        Attempt attempt = new(
            assignment,
            control,
            outbox,
            _options.Redis is null ? null : new RunFileUploader(assignment, _link, outbox, _log));
        if (_attempts.TryAdd(assignment.LeaseToken, attempt))
        {
            queue.Add(attempt);
        }
    }

    /// <summary>Asks an attempt for an end; false when it is not here.</summary>
    public bool End(string token, StopRequest request, string? reason)
    {
        if (!_attempts.TryGetValue(token, out Attempt? attempt))
        {
            return false;
        }

        Ask(attempt, request, reason);
        return true;
    }

    private static void Ask(Attempt attempt, StopRequest request, string? reason)
    {
        attempt.Control.End(request, reason);
        attempt.Uploader?.StopFetching();
        if (request == StopRequest.Abandon)
        {
            attempt.Uploader?.GiveUp();
            attempt.Outbox.Refuse();
        }
    }

    /// <summary>Attempts that train, wait for their thread, or have reports to deliver.</summary>
    public HeldLease[] Held() => [.. _attempts.Values.Select(a =>
        new HeldLease(a.Assignment.Run, a.Assignment.Attempt, a.Assignment.LeaseToken, a.Assignment.Device))];

    /// <summary>
    /// Takes no more attempts, asks all for a pause, and waits until they have left and their reports are on record, or until
    /// cancelled.
    /// </summary>
    public async Task Leave(string reason, CancellationToken cancellation)
    {
        _leaving = true;
        Task[] all = [.. _attempts.Values.Select(attempt =>
        {
            Ask(attempt, StopRequest.Pause, reason);
            return attempt.Outbox.Emptied;
        })];
        await Task.WhenAll(all).WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (BlockingCollection<Attempt> queue in _queues.Values)
        {
            queue.CompleteAdding();
        }
    }

    private void Work(BlockingCollection<Attempt> queue)
    {
        Niceness.Lower();
        foreach (Attempt attempt in queue.GetConsumingEnumerable())
        {
            RunAssignment assignment = attempt.Assignment;
            try
            {
                if (Prepare(attempt) is { } reporter)
                {
                    _trainer.Train(
                        Localized(assignment),
                        new TrainingContext(_options.Home, _options.DataDirectory, reporter, attempt.Control));
                }
            }
            catch (DeviceLostException error)
            {
                _leaving = true; // no run may start on it any more; the others are handed over as the process leaves
                DeviceLost?.Invoke(error.Message);
            }
            catch (Exception error)
            {
                // Trainers report their failures; one that throws is broken, and must not take the other runs' process with it.
                LogThrown(_log, error, assignment.Run, assignment.Attempt);
                attempt.Outbox.Report(new EndedReport(RunState.Failed, $"The trainer broke: {error.Message}", 0, 0));
            }

            if (attempt.Control.Request == StopRequest.Abandon)
            {
                attempt.Outbox.Refuse();
            }

            attempt.Outbox.Close();
            _ = Forget(attempt);
        }
    }

    // Blocks this slot's thread, as the training will: the run's state must be here first. Null: asked to end before it began.
    private IRunReporter? Prepare(Attempt attempt)
    {
        if (attempt.Uploader is not { } uploader)
        {
            return attempt.Outbox;
        }

        try
        {
            return uploader.Fetch().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (attempt.Control.Request != StopRequest.None)
        {
            if (attempt.Control.Request.EndsAs() is { } state)
            {
                attempt.Outbox.Report(new EndedReport(state, attempt.Control.Reason, 0, 0));
            }

            return null;
        }
        catch (DatasetUnavailableException error)
        {
            attempt.Outbox.Report(new EndedReport(RunState.Failed, error.Message, 0, 0, FailureCause.Worker));
            return null;
        }
    }

    private async Task Forget(Attempt attempt)
    {
        await attempt.Outbox.Emptied.ConfigureAwait(false);
        _attempts.TryRemove(attempt.Assignment.LeaseToken, out _);
        if (!_leaving)
        {
            _link.CleanUp();
        }
    }

    // Folders that the head knows relative to its --data lie under this worker's own.
    private RunAssignment Localized(RunAssignment assignment) => assignment with
    {
        Options = assignment.Options with { Dataset = assignment.Options.Dataset.Under(_options.DataDirectory) },
    };

    private Task<ReportAck> Send(ReportBatch batch) => _grains.GetGrain<IRecorderGrain>(0).Apply(batch);

    [LoggerMessage(Level = LogLevel.Error, Message = "The trainer threw in {Run}, attempt {Attempt}.")]
    private static partial void LogThrown(ILogger log, Exception error, RunId run, int attempt);
}
