using Microsoft.Extensions.Logging;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Grains.Runs;

/// <summary>
/// One attempt's reports on their way to the record: sent in order, one batch at a time, kept until the commit is acknowledged,
/// sent again while the head is away. When it holds too much it holds the training back; when the record refuses it, the
/// attempt is superseded and ends.
/// </summary>
/// <param name="assignment">The attempt.</param>
/// <param name="send">Delivers a batch to the head.</param>
/// <param name="control">How the training is told that it is superseded.</param>
/// <param name="time">For waiting between tries.</param>
/// <param name="log">Where troubles go.</param>
public sealed partial class RunOutbox(
    RunAssignment assignment, Func<ReportBatch, Task<ReportAck>> send, RunControl control, TimeProvider time, ILogger log) : IRunReporter
{
    /// <summary>Bytes of reports after which <see cref="Report"/> waits: an hour of a fast run's losses and scores.</summary>
    public const long MostBytesHeld = 64 << 20;

    private const long MostBytesABatch = 1 << 20;
    private const int MostReportsABatch = 1024;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly object _gate = new(); // a monitor: Report waits on it for room
    private readonly LinkedList<(RunReport Report, long Bytes)> _held = new();
    private readonly TaskCompletionSource _emptied = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes;
    private long _firstSequence = 1;
    private bool _sending;
    private bool _refused;
    private bool _closed;

    /// <summary>Completes once the attempt has ended and nothing is left to deliver.</summary>
    public Task Emptied => _emptied.Task;

    /// <inheritdoc/>
    public void Report(RunReport report)
    {
        long bytes = SizeOf(report);
        lock (_gate)
        {
            // A failure that is not the run's own is tried again, so the run goes back to the queue with its resume state.
            if (report is EndedReport { State: RunState.Failed, Cause: not FailureCause.Run } failed)
            {
                report = failed with { State = RunState.Queued };
            }

            while (_bytes > 0 && _bytes + bytes > MostBytesHeld && !_refused)
            {
                Monitor.Wait(_gate);
            }

            if (_refused)
            {
                return;
            }

            _held.AddLast((report, bytes));
            _bytes += bytes;
            if (!_sending)
            {
                _sending = true;
                _ = Task.Run(SendAll);
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<RunReport> Unacknowledged()
    {
        lock (_gate)
        {
            return [.. _held.Select(h => h.Report)];
        }
    }

    /// <summary>The training has left; nothing more comes.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            CompleteIfEmpty();
        }
    }

    /// <summary>Gives up what is left: the attempt is superseded, or the process ends.</summary>
    public void Refuse()
    {
        lock (_gate)
        {
            _refused = true;
            _held.Clear();
            _bytes = 0;
            Monitor.PulseAll(_gate);
            CompleteIfEmpty();
        }
    }

    private async Task SendAll()
    {
        TimeSpan wait = FirstWait;
        while (NextBatch() is { } batch)
        {
            ReportAck ack;
            try
            {
                ack = await send(batch).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                // Whether it arrived is unknown; sent again it changes nothing.
                LogNotSent(log, assignment.Run, batch.Reports.Length, wait, error.Message);
                await Task.Delay(wait, time).ConfigureAwait(false);
                wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, LongestWait.Ticks));
                continue;
            }

            wait = FirstWait;
            if (!ack.Accepted)
            {
                control.End(StopRequest.Abandon, "The record no longer takes this attempt's reports.");
                Refuse();
            }
            else
            {
                Forget(ack.LastSequence);
            }
        }
    }

    private ReportBatch? NextBatch()
    {
        lock (_gate)
        {
            if (_held.Count == 0)
            {
                _sending = false;
                CompleteIfEmpty();
                return null;
            }

            List<RunReport> reports = [];
            long bytes = 0;
            foreach ((RunReport report, long size) in _held)
            {
                if (reports.Count > 0 && (bytes + size > MostBytesABatch || reports.Count == MostReportsABatch))
                {
                    break;
                }

                reports.Add(report);
                bytes += size;
            }

            return new ReportBatch(assignment.Run, assignment.Attempt, assignment.LeaseToken, _firstSequence, [.. reports]);
        }
    }

    private void Forget(long lastSequence)
    {
        lock (_gate)
        {
            while (_firstSequence <= lastSequence && _held.First is { } first)
            {
                _bytes -= first.Value.Bytes;
                _held.RemoveFirst();
                _firstSequence++;
            }

            Monitor.PulseAll(_gate);
        }
    }

    private void CompleteIfEmpty()
    {
        if (_closed && _held.Count == 0)
        {
            _emptied.TrySetResult();
        }
    }

    private static long SizeOf(RunReport report) =>
        64
        + report switch
        {
            LossReport losses => 4L * losses.Losses.Length,
            EvaluationReport e => (40L * e.Metrics.Count)
                + (4L * ((e.Validation?.Dissimilarities.Length ?? 0) + (e.Test?.Dissimilarities.Length ?? 0))),
            EmbeddingReport e => e.Images.Sum(i => 2L * i.Length) + e.Vectors.Sum(v => 4L * v.Length),
            PairBookReport book => book.Images.Sum(i => 2L * i.Length) + book.People.Sum(p => 2L * p.Length),
            _ => 200,
        };

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Run}: {Count} reports could not be delivered; again in {Wait}. {Error}")]
    private static partial void LogNotSent(ILogger log, RunId run, int count, TimeSpan wait, string error);
}
