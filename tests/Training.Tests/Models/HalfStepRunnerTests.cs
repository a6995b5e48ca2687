using SiameseSweep.Training.Models;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Models;

public sealed class HalfStepRunnerTests
{
    [Fact]
    public void Halves_run_side_by_side_each_with_half_of_the_threads_and_the_caller_gets_its_number_back() => On(3, () =>
    {
        using HalfStepRunner halves = new(CPU);
        Assert.True(halves.IsParallel);
        (int Thread, int Number) first = default, second = default;
        using Barrier met = new(2); // passes only when both are at work at once
        halves.Run(() => first = Here(met), () => second = Here(met));
        Assert.Equal((2, 1), (first.Number, second.Number));
        Assert.NotEqual(first.Thread, second.Thread);
        Assert.Equal(3, get_num_threads());
    });

    [Fact]
    public void One_thread_does_one_half_after_the_other_by_itself() => On(1, () =>
    {
        using HalfStepRunner halves = new(CPU);
        Assert.False(halves.IsParallel);
        List<int> order = [];
        halves.Run(() => order.Add(Environment.CurrentManagedThreadId), () => order.Add(-Environment.CurrentManagedThreadId));
        Assert.Equal([Environment.CurrentManagedThreadId, -Environment.CurrentManagedThreadId], order);
    });

    [Theory]
    [InlineData(true, false, "first")]
    [InlineData(false, true, "second")]
    public void What_breaks_in_a_half_comes_to_the_caller_and_the_lanes_go_on(bool first, bool second, string message) =>
        On(
            2,
            () =>
            {
                using HalfStepRunner halves = new(CPU);
                InvalidOperationException error = Assert.Throws<InvalidOperationException>(() =>
                    halves.Run(() => Break(first, "first"), () => Break(second, "second")));
                Assert.Equal(message, error.Message);
                int done = 0;
                halves.Run(() => Interlocked.Increment(ref done), () => Interlocked.Increment(ref done));
                Assert.Equal((2, 2), (done, get_num_threads()));
            });

    private static (int Thread, int Number) Here(Barrier met)
    {
        Assert.True(met.SignalAndWait(TimeSpan.FromSeconds(30)));
        return (Environment.CurrentManagedThreadId, get_num_threads());
    }

    private static void Break(bool does, string which)
    {
        if (does)
        {
            throw new InvalidOperationException(which);
        }
    }

    /// <summary>On a thread of its own, whose number of tensor threads it may set.</summary>
    private static void On(int threads, Action test)
    {
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(() =>
        {
            _ = get_num_threads();
            set_num_threads(threads);
            test();
        }));
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }
}
