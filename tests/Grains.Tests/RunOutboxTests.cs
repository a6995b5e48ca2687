using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Grains.Runs;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Grains.Tests;

public sealed class RunOutboxTests
{
    private static readonly RunAssignment Assignment = new()
    {
        Run = new RunId("s-0001", 0, 0, 0),
        Attempt = 2,
        LeaseToken = "t",
        Configuration = new RunConfiguration(),
        Options = new SiameseOptions(),
        Metric = new MetricSpec(),
        Device = "cpu",
        Threads = 1,
    };

    private readonly RunControl _control = new();

    [Fact]
    public async Task Reports_arrive_in_order_each_once_and_the_outbox_empties()
    {
        List<int> steps = [];
        RunOutbox outbox = Outbox(batch =>
        {
            steps.AddRange(batch.Reports.OfType<LossReport>().Select(l => l.FirstStep));
            return Task.FromResult(new ReportAck(true, batch.FirstSequence + batch.Reports.Length - 1));
        });
        for (int step = 1; step <= 5000; step++)
        {
            outbox.Report(new LossReport(step, [1f]));
        }

        outbox.Close();
        await outbox.Emptied.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(1, 5000), steps);
        Assert.Empty(outbox.Unacknowledged());
    }

    [Fact]
    public async Task What_was_not_acknowledged_is_kept_and_sent_again_under_the_same_numbers()
    {
        FakeTimeProvider time = new();
        List<long> first = [];
        TaskCompletionSource failed = new();
        RunOutbox outbox = Outbox(
            batch =>
            {
                first.Add(batch.FirstSequence);
                if (first.Count == 1)
                {
                    failed.SetResult();
                    throw new TimeoutException("no head");
                }

                return Task.FromResult(new ReportAck(true, batch.FirstSequence + batch.Reports.Length - 1));
            },
            time);
        LossReport report = new(1, [1f]);
        outbox.Report(report);
        await failed.Task;
        Assert.Same(report, Assert.Single(outbox.Unacknowledged()));
        outbox.Close();
        Assert.False(outbox.Emptied.IsCompleted);
        while (!outbox.Emptied.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        Assert.Equal([1, 1], first);
    }

    [Fact]
    public async Task What_a_commit_left_out_is_sent_again_and_nothing_else()
    {
        List<int> committed = [];
        List<long> firsts = [], expected = [];
        long next = 1;
        RunOutbox outbox = Outbox(batch =>
        {
            firsts.Add(batch.FirstSequence);
            expected.Add(next);
            int taken = (batch.Reports.Length + 1) / 2;
            committed.AddRange(batch.Reports.Take(taken).OfType<LossReport>().Select(l => l.FirstStep));
            next += taken;
            return Task.FromResult(new ReportAck(true, next - 1));
        });
        for (int step = 1; step <= 100; step++)
        {
            outbox.Report(new LossReport(step, [1f]));
        }

        outbox.Close();
        await outbox.Emptied.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(1, 100), committed);
        Assert.Equal(expected, firsts);
    }

    [Fact]
    public async Task A_refused_attempt_is_abandoned_and_forgets_its_reports()
    {
        RunOutbox outbox = Outbox(_ => Task.FromResult(new ReportAck(false, 0)));
        outbox.Report(new LossReport(1, [1f]));
        outbox.Close();
        await outbox.Emptied.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(StopRequest.Abandon, _control.Request);
        Assert.Empty(outbox.Unacknowledged());
    }

    [Fact]
    public async Task A_training_whose_reports_pile_up_is_held_back_until_there_is_room()
    {
        TaskCompletionSource<ReportAck> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int sent = 0;
        RunOutbox outbox = Outbox(batch => Interlocked.Increment(ref sent) == 1
            ? answer.Task
            : Task.FromResult(new ReportAck(true, batch.FirstSequence + batch.Reports.Length - 1)));
        float[] big = new float[(int)(RunOutbox.MostBytesHeld / 8)]; // half of what it holds
        outbox.Report(new LossReport(1, big));
        outbox.Report(new LossReport(2, [1f]));
        Thread third = new(() => outbox.Report(new LossReport(3, big)));
        third.Start();
        while (third.IsAlive && (third.ThreadState & ThreadState.WaitSleepJoin) == 0)
        {
            await Task.Yield(); // it waits, or it was let through
        }

        Assert.True(third.IsAlive);
        Assert.Equal(2, outbox.Unacknowledged().Count);
        answer.SetResult(new ReportAck(true, 1));
        Assert.True(third.Join(TimeSpan.FromSeconds(20)));
        outbox.Close();
        await outbox.Emptied.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(FailureCause.Transient, RunState.Queued)]
    [InlineData(FailureCause.Worker, RunState.Queued)]
    [InlineData(FailureCause.Run, RunState.Failed)]
    public void A_failure_goes_back_to_the_queue_unless_the_run_is_its_cause(FailureCause cause, RunState expected)
    {
        RunOutbox outbox = Outbox(_ => new TaskCompletionSource<ReportAck>().Task);
        outbox.Report(new EndedReport(RunState.Failed, "why", 1, 4, cause));
        Assert.Equal(expected, Assert.IsType<EndedReport>(outbox.Unacknowledged()[^1]).State);
    }

    private RunOutbox Outbox(Func<ReportBatch, Task<ReportAck>> send, TimeProvider? time = null) =>
        new(Assignment, send, _control, time ?? TimeProvider.System, NullLogger.Instance);
}
