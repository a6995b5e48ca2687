using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using SiameseSweep.Core;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Live;
using SiameseSweep.Dashboard.Tests.Fakes;

namespace SiameseSweep.Dashboard.Tests.Live;

public sealed class LiveQueryTests
{
    private readonly FakeRecord _record = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Channel<bool> _changes = Channel.CreateUnbounded<bool>();
    private Func<string?> _read = () => "first";

    [Fact]
    public async Task The_first_read_needs_no_commit()
    {
        await using LiveQuery<string> query = Query();
        await Changed();
        Assert.Equal(new LiveSnapshot<string>(LoadState.Ready, "first"), query.Snapshot);
    }

    [Fact]
    public async Task A_burst_of_commits_costs_one_read_after_the_throttle()
    {
        int reads = 0;
        _read = () => $"read {++reads}";
        await using LiveQuery<string> query = Query();
        await Changed();
        for (int i = 0; i < 1000; i++)
        {
            _record.Commit(new RecordChange("s", null, ChangeKinds.Losses));
        }

        Assert.Equal(1, reads);
        await Advance(() => reads == 2);
        await Changed();
        Assert.Equal("read 2", query.Snapshot.Value);
        Assert.False(_changes.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_commit_that_does_not_concern_it_reads_nothing()
    {
        int reads = 0;
        _read = () => $"read {++reads}";
        await using LiveQuery<string> query = Query();
        await Changed();
        _record.Commit(new RecordChange("other", null, ChangeKinds.Losses));
        _time.Advance(TimeSpan.FromSeconds(5));
        _record.Commit(new RecordChange("s", null, ChangeKinds.Losses));
        await Advance(() => reads == 2);
        await Changed();
        Assert.Equal(2, reads);
    }

    [Fact]
    public async Task What_is_deleted_while_shown_is_gone_and_what_never_was_is_missing()
    {
        await using LiveQuery<string> shown = Query();
        await Changed();
        _read = () => null;
        shown.Refresh();
        await Advance(() => shown.Snapshot.State == LoadState.Gone);
        await Changed();
        await using LiveQuery<string> never = Query();
        await Changed();
        Assert.Equal(LoadState.Missing, never.Snapshot.State);
    }

    [Fact]
    public async Task A_failed_refresh_keeps_what_was_shown_and_says_why()
    {
        await using LiveQuery<string> query = Query();
        await Changed();
        _read = () => throw new UserErrorException("The disk is gone.");
        query.Refresh();
        await Advance(() => query.Snapshot.State == LoadState.Failed);
        Assert.Equal(new LiveSnapshot<string>(LoadState.Failed, "first", "The disk is gone."), query.Snapshot);
        _read = () => "again";
        query.Refresh();
        await Advance(() => query.Snapshot.State == LoadState.Ready);
        Assert.Equal("again", query.Snapshot.Value);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_read_that_fails_in_a_way_that_nobody_foresaw_is_said_and_tried_again_after_the_next_commit()
    {
        _read = () => throw new AggregateException(new UserErrorException("The disk is gone."));
        await using LiveQuery<string> query = Query();
        await _changes.Reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal("The disk is gone.", query.Snapshot.Error);
        _read = () => throw new FormatException("'colour' is not a parameter.");
        _record.Commit(new RecordChange("s", null, ChangeKinds.Losses));
        await Advance(() => query.Snapshot.Error == "The record could not be read: 'colour' is not a parameter.");
        _read = () => "again";
        _record.Commit(new RecordChange("s", null, ChangeKinds.Losses));
        await Advance(() => query.Snapshot.State == LoadState.Ready);
    }

    [Fact]
    public async Task A_first_read_that_was_waited_for_is_there_and_nobody_is_told_of_it()
    {
        using ManualResetEventSlim gate = new();
        await using LiveQuery<string> query = Waiting(gate);
        Thread waiting = new(() => query.WaitForFirst(Timeout.InfiniteTimeSpan));
        waiting.Start();
        SpinWait.SpinUntil(() => waiting.ThreadState == ThreadState.WaitSleepJoin || !waiting.IsAlive);
        Assert.True(waiting.IsAlive);
        gate.Set();
        waiting.Join();
        Assert.Equal("first", query.Snapshot.Value);
        query.Refresh();
        await Advance(() => _changes.Reader.TryRead(out _)); // of the second read
        Assert.False(_changes.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_first_read_that_takes_longer_than_the_patience_is_told_when_it_comes()
    {
        using ManualResetEventSlim gate = new();
        await using LiveQuery<string> query = Waiting(gate);
        query.WaitForFirst(TimeSpan.FromMilliseconds(1));
        Assert.Equal(LoadState.Loading, query.Snapshot.State);
        gate.Set();
        await Changed();
        Assert.Equal("first", query.Snapshot.Value);
    }

    [Fact]
    public async Task A_disposed_query_leaves_the_change_feed()
    {
        LiveQuery<string> query = Query();
        await Changed();
        await query.DisposeAsync();
        Assert.Equal(0, _record.Subscribers);
    }

    private LiveQuery<string> Query() =>
        new(_record, _time, c => c.SweepId == "s", () => _read(), () => _changes.Writer.WriteAsync(true).AsTask());

    // Its first read ends when it may.
    private LiveQuery<string> Waiting(ManualResetEventSlim gate)
    {
        _read = () =>
        {
            gate.Wait(TestContext.Current.CancellationToken);
            return "first";
        };
        return Query();
    }

    private async Task Changed() => await _changes.Reader.ReadAsync(TestContext.Current.CancellationToken);

    // The query's loop starts its wait on a pool thread: time goes on until it has seen it.
    private async Task Advance(Func<bool> until)
    {
        while (!until())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            _time.Advance(LiveQuery<string>.Throttle);
            await Task.Yield();
        }
    }
}
