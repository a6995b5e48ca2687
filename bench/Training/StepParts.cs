using System.Diagnostics;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Models.Kernels;
using SiameseSweep.Training.Optimizers;
using SiameseSweep.Training.TorchFixes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SiameseSweep.Bench.Training;

/// <summary>
/// Breakdown of a step's time by part, in wall time: the seed's configuration on random images, batch 32, 2 threads. First all parts in
/// the naive form, with the allocator as it comes, then in ours; medians. A part alone finds caches and memory in another state than
/// within a step, so the sum is near a step's time and not equal to it.
/// </summary>
internal static class StepParts
{
    private const int Threads = 2, Turns = 15, WarmUp = 3, Pairs = 32, Size = 100, Features = 8 * Size * Size;
    private static readonly int[] Channels = [1, 4, 8, 8];

    public static BenchCommand Command { get; } = new(
        "parts", "", "A training step layer by layer.", _ => Task.FromResult(Run()));

    public static int Run()
    {
        Thread thread = new(Measure); // as a run has its own
        thread.Start();
        thread.Join();
        return 0;
    }

    private static void Measure()
    {
        _ = get_num_threads();
        set_num_threads(Threads);
        List<(string Name, double Forward, double Backward)> naive = [], ours = [];
        Add(naive, "three convolution blocks", NaiveBlocks);
        Add(naive, "fc1.0: 80000 -> 500", NaiveLinear);
        Add(naive, "optimizer, Adam", NaiveAdam);

        GlibcAllocator.KeepFreed();
        using HalfStepRunner halves = new(CPU);
        Add(ours, "", () => OurBlocks(halves, ours: false));
        Add(ours, "", () => OurLinear(halves));
        Add(ours, "", OurAdam);
        Add(ours, "", () => OurBlocks(halves, ours: true));

        Console.WriteLine($"ms in wall time, {Threads} threads, medians of {Turns}    naive: forward backward   ours: forward backward");
        foreach ((var a, var b) in naive.Zip(ours))
        {
            Console.WriteLine(
                FormattableString.Invariant($"{a.Name, -34}{a.Forward, 24:F1} {a.Backward, 8:F1} {b.Forward, 15:F1} {b.Backward, 8:F1}"));
        }

        var kernels = ours[^1];
        Console.WriteLine(
            FormattableString.Invariant(
                $"{"  the blocks by our kernels", -34}{"", 24} {"", 8} {kernels.Forward, 15:F1} {kernels.Backward, 8:F1}"));
        Console.WriteLine(
            FormattableString.Invariant(
                $"sum: naive {naive.Sum(p => p.Forward + p.Backward):F0}, ours {ours[1..].Sum(p => p.Forward + p.Backward):F0}"));
    }

    private static void Add(List<(string Name, double Forward, double Backward)> table, string name, Func<Part> make)
    {
        using var scope = NewDisposeScope();
        Part part = make();
        List<(double Forward, double Backward)> times = [];
        for (int turn = -WarmUp; turn < Turns; turn++)
        {
            var time = Time(part);
            if (turn >= 0)
            {
                times.Add(time);
            }
        }

        table.Add(
            (name, times.Select(t => t.Forward).Order().ElementAt(Turns / 2), times.Select(t => t.Backward).Order().ElementAt(Turns / 2)));
    }

    private static (double Forward, double Backward) Time(Part part)
    {
        using var scope = NewDisposeScope();
        long start = Stopwatch.GetTimestamp();
        part.Forward();
        long between = Stopwatch.GetTimestamp();
        part.Backward();
        double backward = Stopwatch.GetElapsedTime(between).TotalMilliseconds;
        part.Clear();
        return (Stopwatch.GetElapsedTime(start, between).TotalMilliseconds, backward);
    }

    private static Part NaiveBlocks()
    {
        Sequential blocks = nn.Sequential([.. Enumerable.Range(0, 3).SelectMany<int, nn.Module<Tensor, Tensor>>(k =>
            [nn.ReflectionPad2d(1), nn.Conv2d(Channels[k], Channels[k + 1], 3), nn.ReLU(inplace: true), nn.BatchNorm2d(Channels[k + 1])])]);
        Tensor[] x = Images(), y = [];
        Tensor gradient = rand(Pairs, 8, Size, Size);
        return new Part(
            () => y = Array.ConvertAll(x, blocks.call),
            () => Array.ForEach(y, t => t.backward([gradient])),
            () => Forget([.. blocks.parameters()]));
    }

    /// <summary>By our kernels, or by libtorch's layers side by side.</summary>
    private static Part OurBlocks(HalfStepRunner halves, bool ours)
    {
        ConvolutionBlock[] blocks =
        [
            .. Enumerable.Range(0, 3)
                .Select(k => new ConvolutionBlock(4 * k, Channels[k], Channels[k + 1], CPU, ScalarType.Float32, new Generator(1, CPU))),
        ];
        Tensor[] x = Images(),
            y = new Tensor[2];
        Tensor features = rand(2 * Pairs, Features),
            gradient = rand(2 * Pairs, Features);
        FastConvolutions fast = new(blocks, Size);
        fast.Prepare(2, Pairs);
        return ours
            ? new Part(
                () => halves.Run(() => Fast(0), () => Fast(1)),
                () => halves.Run(() => fast.Backward(0, Pairs, gradient), () => fast.Backward(1, Pairs, gradient)),
                () => { })
            : new Part(
                () => halves.Run(() => Plain(0), () => Plain(1)),
                () =>
                    halves.Run(
                        () => y[0].backward([gradient.narrow(0, 0, Pairs)]),
                        () => y[1].backward([gradient.narrow(0, Pairs, Pairs)])),
                () => Forget([.. blocks.SelectMany(b => b.Parameters).Select(p => p.Tensor)]));

        void Fast(int branch)
        {
            BatchStatistics[] statistics = new BatchStatistics[3];
            fast.Forward(branch, x[branch], null, features, statistics);
            Array.ForEach(statistics, s => s.Dispose());
        }

        void Plain(int branch)
        {
            using var scope = NewDisposeScope();
            Tensor z = x[branch];
            foreach (ConvolutionBlock block in blocks)
            {
                z = block.Train(z, out BatchStatistics statistics);
                statistics.Dispose();
            }

            y[branch] = z.flatten(1).MoveToOuterDisposeScope();
        }
    }

    private static Tensor[] Images() => [.. Enumerable.Range(0, 2).Select(_ => rand(Pairs, 1, Size, Size))];

    private static void Forget(Tensor[] tensors) => Array.ForEach(tensors, t => t.grad = null);

    private static Part NaiveLinear()
    {
        Linear layer = nn.Linear(Features, 500);
        Tensor[] x = [.. Enumerable.Range(0, 2).Select(_ => rand(Pairs, Features, requires_grad: true))], y = [];
        Tensor gradient = rand(Pairs, 500);
        return new Part(
            () => y = Array.ConvertAll(x, layer.call),
            () => Array.ForEach(y, t => t.backward([gradient])),
            () => Forget([.. x, .. layer.parameters()]));
    }

    private static Part OurLinear(HalfStepRunner halves)
    {
        FullyConnected layer = new("fc1.0", Features, 500, CPU, ScalarType.Float32, new Generator(1, CPU));
        Tensor x = rand(2 * Pairs, Features), gradient = rand(2 * Pairs, 500);
        return new Part(() => layer.ForwardDetached(x, halves), () => layer.Backward(x, gradient, halves).Dispose(), () => { });
    }

    private static Part NaiveAdam()
    {
        NaiveSeed network = new();
        Adam adam = optim.Adam(network.parameters(), 5e-4);
        return Optimizer([.. network.parameters()], () => adam.step());
    }

    private static Part OurAdam()
    {
        SiameseNetwork network = new(Size, 5, 0, 1, CPU);
        FusedOptimizer optimizer = new(OptimizerKind.Adam, network.Parameters, 0);
        return Optimizer([.. network.Parameters.Select(p => p.Tensor)], () => optimizer.Step(5e-4));
    }

    private static Part Optimizer(Tensor[] parameters, Action step)
    {
        Tensor[] gradients = [.. parameters.Select(p => rand(p.shape))];
        Part part = new(step, () => { }, () => Array.ForEach([.. parameters.Zip(gradients)], p => p.First.grad = p.Second));
        part.Clear();
        return part;
    }

    /// <summary>One part of a step; <paramref name="Clear"/> makes it ready for the next turn and is not timed.</summary>
    private sealed record Part(Action Forward, Action Backward, Action Clear);
}
