using System.Diagnostics;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Optimizers;
using SiameseSweep.Training.Runs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SiameseSweep.Bench;

/// <summary>
/// Where a step's time goes, part by part, in wall time: the seed's configuration on random images, batch 32, 2 threads. First all parts in
/// the naive form, with the allocator as it comes, then in ours; medians. A part alone finds caches and memory in another state than
/// within a step, so the sum is near a step's time and not equal to it.
/// </summary>
internal static class StepParts
{
    private const int Threads = 2, Turns = 15, WarmUp = 3, Pairs = 32, Size = 100, Features = 8 * Size * Size;
    private static readonly int[] Channels = [1, 4, 8, 8];

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
        for (int block = 0; block < 3; block++)
        {
            int input = Channels[block], output = Channels[block + 1];
            Add(naive, $"block {block + 1}: {input} -> {output} channels", () => NaiveBlock(input, output));
        }

        Add(naive, "fc1.0: 80000 -> 500", NaiveLinear);
        Add(naive, "optimizer, Adam", NaiveAdam);

        NativeMemory.KeepFreed();
        using Lanes lanes = new(CPU);
        for (int block = 0; block < 3; block++)
        {
            int input = Channels[block], output = Channels[block + 1];
            Add(ours, "", () => OurBlock(input, output, lanes));
        }

        Add(ours, "", () => OurLinear(lanes));
        Add(ours, "", OurAdam);

        Console.WriteLine($"ms in wall time, {Threads} threads, medians of {Turns}    naive: forward backward   ours: forward backward");
        foreach ((var a, var b) in naive.Zip(ours))
        {
            Console.WriteLine(FormattableString.Invariant($"{a.Name,-34}{a.Forward,24:F1} {a.Backward,8:F1} {b.Forward,15:F1} {b.Backward,8:F1}"));
        }

        Console.WriteLine(FormattableString.Invariant($"sum: naive {naive.Sum(p => p.Forward + p.Backward):F0}, ours {ours.Sum(p => p.Forward + p.Backward):F0}"));
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

        table.Add((name, times.Select(t => t.Forward).Order().ElementAt(Turns / 2), times.Select(t => t.Backward).Order().ElementAt(Turns / 2)));
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

    private static Part NaiveBlock(int input, int output)
    {
        Sequential block = nn.Sequential(nn.ReflectionPad2d(1), nn.Conv2d(input, output, 3), nn.ReLU(inplace: true), nn.BatchNorm2d(output));
        Tensor[] x = Inputs(input), y = [];
        Tensor gradient = rand(Pairs, output, Size, Size);
        return new Part(
            () => y = Array.ConvertAll(x, block.call),
            () => Array.ForEach(y, t => t.backward([gradient])),
            () => Forget([.. x, .. block.parameters()]));
    }

    private static Part OurBlock(int input, int output, Lanes lanes)
    {
        ConvolutionBlock block = new(0, input, output, CPU, ScalarType.Float32, new Generator(1, CPU));
        Tensor[] x = Inputs(input), y = new Tensor[2];
        Tensor gradient = rand(Pairs, output, Size, Size);
        return new Part(
            () => lanes.Run(() => Forward(0), () => Forward(1)),
            () => lanes.Run(() => y[0].backward([gradient]), () => y[1].backward([gradient])),
            () => Forget([.. x, .. block.Parameters.Select(p => p.Tensor)]));

        void Forward(int branch)
        {
            using var scope = NewDisposeScope();
            y[branch] = block.Train(x[branch], out BatchStatistics statistics).MoveToOuterDisposeScope();
            statistics.Dispose();
        }
    }

    private static Tensor[] Inputs(int channels) => [.. Enumerable.Range(0, 2).Select(_ => rand(Pairs, channels, Size, Size, requires_grad: channels > 1))];

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

    private static Part OurLinear(Lanes lanes)
    {
        FullyConnected layer = new("fc1.0", Features, 500, CPU, ScalarType.Float32, new Generator(1, CPU));
        Tensor x = rand(2 * Pairs, Features), gradient = rand(2 * Pairs, 500);
        return new Part(() => layer.ForwardDetached(x, lanes), () => layer.Backward(x, gradient, lanes).Dispose(), () => { });
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
        return Optimizer([.. network.Parameters.Select(p => p.Tensor)], new FusedOptimizer(OptimizerKind.Adam, network.Parameters, 5e-4, 0).Step);
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
