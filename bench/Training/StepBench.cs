using System.Diagnostics;
using System.Globalization;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Losses;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Optimizers;
using SiameseSweep.Training.TorchFixes;
using static TorchSharp.torch;

namespace SiameseSweep.Bench.Training;

/// <summary>
/// Breakdown of a step's time: the seed's configuration on random images, batch 32, 2 threads. The naive port and ours take turns,
/// so that whatever else the machine does meets both; medians, and the shortest as the figure least disturbed.
/// </summary>
internal static class StepBench
{
    private const int Threads = 2, Steps = 15, WarmUp = 2, Pairs = 32;

    public static BenchCommand Command { get; } = new(
        "step", "", "Forward, backward and optimizer of a training step on random images.", _ => Task.FromResult(Run()));

    public static int Run()
    {
        GlibcAllocator.KeepFreed(); // in the naive port's favour too, since both are in one process
        set_num_threads(Threads);
        using var all = NewDisposeScope();
        Tensor x = rand(Pairs, 1, 100, 100),
            y = rand(Pairs, 1, 100, 100),
            label = randint(0, 2, [Pairs], float32),
            column = label.unsqueeze(1);

        using NaiveSeed naive = new();
        TorchSharp.Modules.Adam adam = optim.Adam(naive.parameters(), 5e-4);
        using SiameseNetwork network = new(100, 5, 0, 1, CPU);
        using FusedOptimizer optimizer = new(OptimizerKind.Adam, network.Parameters, 0);
        using SiameseLoss loss = LossRegistry.Create(new RunConfiguration(), 32, CPU, 1);

        List<double[]> naiveTimes = [], ourTimes = [];
        for (int step = -WarmUp; step < Steps; step++)
        {
            double[] naiveTime = Time(
                () =>
                {
                    adam.zero_grad();
                    (Tensor a, Tensor b) = naive.call(x, y);
                    Tensor value = NaiveSeed.Loss(a, b, column, 2);
                    value.item<float>();
                    return value;
                },
                value => value.backward(), () => adam.step());
            double[] ourTime = Time(() => loss.Forward(network.Train([x, y]), label, null), network.Backward, () => optimizer.Step(5e-4));
            if (step >= 0)
            {
                naiveTimes.Add(naiveTime);
                ourTimes.Add(ourTime);
            }
        }

        double naiveMedian = Show("naive port", naiveTimes), ours = Show("ours", ourTimes);
        Console.WriteLine(FormattableString.Invariant($"ratio of medians {naiveMedian / ours:F2}"));
        return 0;
    }

    private static double[] Time(Func<Tensor> forward, Action<Tensor> backward, Action step)
    {
        using var scope = NewDisposeScope();
        long start = Stopwatch.GetTimestamp();
        Tensor value = forward();
        long forwarded = Stopwatch.GetTimestamp();
        backward(value);
        long differentiated = Stopwatch.GetTimestamp();
        step();
        long end = Stopwatch.GetTimestamp();
        return [Ms(start, forwarded), Ms(forwarded, differentiated), Ms(differentiated, end), Ms(start, end)];
    }

    private static double Ms(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    private static double Show(string name, List<double[]> times)
    {
        double[] medians = [.. Enumerable.Range(0, 4).Select(part => times.Select(t => t[part]).Order().ElementAt(times.Count / 2))];
        double shortest = times.Min(t => t[3]);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -10} ms a step, medians of {times.Count}: forward {medians[0], 6:F0}  backward {medians[1], 6:F0}  optimizer "
                    + $"{medians[2], 6:F0}  all {medians[3], 6:F0}  (shortest {shortest:F0})"
            ));
        return medians[3];
    }
}
