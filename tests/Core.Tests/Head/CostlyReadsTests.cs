using SiameseSweep.Core.Head;

namespace SiameseSweep.Core.Tests.Head;

public sealed class CostlyReadsTests
{
    [Fact]
    public async Task Answers_come_in_turn_from_threads_of_its_own()
    {
        using CostlyReads reads = new(threads: 1);
        int atOnce = 0, most = 0;
        (bool OnPool, string? Name)[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => reads.Read(
            () =>
            {
                most = Math.Max(most, Interlocked.Increment(ref atOnce));
                Thread.SpinWait(10_000);
                Interlocked.Decrement(ref atOnce);
                return (Thread.CurrentThread.IsThreadPoolThread, Thread.CurrentThread.Name);
            },
            CancellationToken.None)));

        Assert.Equal(1, most);
        Assert.All(answers, a => Assert.Equal((false, "costly reads"), a));
    }

    [Fact]
    public async Task Who_comes_when_many_wait_is_told_to_come_again()
    {
        using CostlyReads reads = new(threads: 1);
        using ManualResetEventSlim hold = new();
        Task<int> first = reads.Read(() => { hold.Wait(); return 0; }, CancellationToken.None);
        List<Task<int>> waiting = [];
        TooManyReadersException? refusal = null;
        for (int i = 1; refusal is null; i++)
        {
            Assert.InRange(i, 1, CostlyReads.MostWaiting + 2);
            Task<int> next = reads.Read(() => i, CancellationToken.None);
            if (next.IsFaulted)
            {
                refusal = await Assert.ThrowsAsync<TooManyReadersException>(() => next);
            }
            else
            {
                waiting.Add(next);
            }
        }

        hold.Set();
        Assert.Equal(0, await first);
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task What_nobody_waits_for_any_more_is_not_done()
    {
        using CostlyReads reads = new(threads: 1);
        using ManualResetEventSlim hold = new();
        Task<int> first = reads.Read(() => { hold.Wait(); return 0; }, CancellationToken.None);
        using CancellationTokenSource left = new();
        bool done = false;
        Task<bool> dropped = reads.Read(() => done = true, left.Token);
        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dropped); // at once, not when its turn has come
        hold.Set();
        await first;
        Assert.Equal(1, await reads.Read(() => 1, CancellationToken.None));
        Assert.False(done);
    }

    [Fact]
    public async Task A_question_that_fails_fails_alone()
    {
        using CostlyReads reads = new(threads: 1);
        await Assert.ThrowsAsync<FormatException>(() => reads.Read<int>(() => throw new FormatException(), CancellationToken.None));
        Assert.Equal(1, await reads.Read(() => 1, CancellationToken.None));
    }
}
