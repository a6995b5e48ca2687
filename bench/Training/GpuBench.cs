using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Losses;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace SiameseSweep.Bench.Training;

/// <summary>
/// The checks of <c>bench/gpu</c> on our side: is a step on the GPU the CPU's, does it give the same bits again, does the host go on
/// meanwhile, and how many pairs a second does a run make there.
/// </summary>
internal static class GpuBench
{
    private const double Tolerance = 1e-3;
    private const int Pairs = 32;
    private const int RepeatedSteps = 20;

    // The script bench/gpu builds for CUDA and calls it.
    public static BenchCommand Command { get; } = new(
        "gpu", "DATA EPOCHS", null, args => Task.FromResult(Run(args[0], BenchCommand.Number(args, 1, 20))));

    public static int Run(string data, int epochs)
    {
        if (!cuda.is_available())
        {
            Console.Error.WriteLine(
                "This build sees no CUDA device. Build with -p:TorchBackend=cuda on a machine with an NVIDIA GPU; bench/gpu does so.");
            return 2;
        }

        backends.cuda.matmul.allow_tf32 = false;
        backends.cudnn.allow_tf32 = false;
        Console.WriteLine(string.Join(Environment.NewLine, Devices.List("auto").Select(d => $"{d.Name}: {d.Description}")));
        bool right = Enum.GetValues<LossKind>().Aggregate(true, (all, loss) => Compare(loss) && Repeat(loss, data, "cuda:0") && all);
        Queue(data, "cuda:0", () => cuda.synchronize());
        Console.WriteLine(JsonSerializer.Serialize(OursTraining.Run(data, epochs, "cuda:0")));
        return right ? 0 : 1;
    }

    /// <summary>
    /// One step of the same weights on the same images on both; says the largest difference, relative to each tensor's norm.
    /// </summary>
    public static double Difference(LossKind loss, Device other)
    {
        using var scope = NewDisposeScope();
        int branches = LossCatalog.Of(loss).ImagesPerExample(mined: false);
        Tensor[] images = [.. Enumerable.Range(0, branches).Select(_ => rand(Pairs, 1, 100, 100))];
        Tensor different = randint(0, 2, [Pairs], float32), people = randint(0, 10, [Pairs]);
        Tensor[] cpu = Step(CPU), there = Step(other);
        return cpu.Zip(there, (a, b) => ((a - b.cpu()).norm() / a.norm().clamp_min(1e-3)).item<float>()).Max();

        Tensor[] Step(Device device)
        {
            using SiameseNetwork network = new(100, 5, 0, 1, device);
            using SiameseLoss own = LossRegistry.Create(
                new RunConfiguration { Loss = loss, Margin = LossCatalog.Of(loss).DefaultMargin },
                10,
                device,
                1);
            Tensor[] embeddings = network.Train([.. images.Select(x => x.to(device))]);
            Tensor value = own.Forward(embeddings, branches == 2 ? different.to(device) : null, branches == 1 ? people.to(device) : null);
            network.Backward(value);
            return
            [
                .. embeddings.Select(e => e.detach().clone()),
                value.detach().clone(),
                .. network.Parameters.Select(p => p.Tensor.grad!.clone()),
            ];
        }
    }

    /// <summary>Steps from the same weights, twice: do they come to the same bits (CONTRACT §6)?</summary>
    public static bool Repeat(LossKind loss, string data, string device)
    {
        using var scope = NewDisposeScope();
        using TrainingState model = Model(new RunConfiguration { Loss = loss, Margin = LossCatalog.Of(loss).DefaultMargin }, data, device);
        Tensor[] first = Trained();
        model.Reset();
        bool same = first.Zip(Trained(), (a, b) => a.bytes.SequenceEqual(b.bytes)).All(equal => equal);
        Console.WriteLine(
            $"{loss}: {RepeatedSteps} steps made twice on {device} {(same ? "give the same bits" : "do NOT give the same bits")}");
        return same;

        Tensor[] Trained()
        {
            Make(model, RepeatedSteps);
            return [.. model.Network.State.Select(t => t.Tensor.detach().cpu().clone())];
        }
    }

    /// <summary>
    /// Time the host takes to hand out steps, and the device to make them: alike only if the host waits in each, or the device
    /// is the faster one.
    /// </summary>
    public static void Queue(string data, string device, Action synchronize)
    {
        using TrainingState model = Model(new RunConfiguration { BatchSize = 256 }, data, device);
        Make(model, RepeatedSteps);
        synchronize();
        long start = Stopwatch.GetTimestamp();
        Make(model, RepeatedSteps);
        double handedOut = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        synchronize();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{RepeatedSteps} steps of 256 pairs: handed out in {handedOut:F1} ms, made after "
                    + $"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:F1} ms"
            ));
    }

    private static TrainingState Model(RunConfiguration configuration, string data, string device) =>
        new(
            new RunAssignment
            {
                Run = new RunId("bench-0000", 0, 0, 0),
                Attempt = 1,
                LeaseToken = "bench",
                Metric = new MetricSpec(),
                Device = device,
                Threads = 2,
                Configuration = configuration,
                Options = new SiameseOptions { Dataset = new DatasetSpec { Kind = DatasetKind.Orl } },
            },
            data);

    private static void Make(TrainingState model, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            using Tensor loss = model.Step.Make(1 + (step / model.Sampler.StepsPerEpoch), step % model.Sampler.StepsPerEpoch);
        }
    }

    private static bool Compare(LossKind loss)
    {
        double difference = Difference(loss, torch.device("cuda:0"));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{loss}: one step on cuda:0 differs from the CPU's by {difference:g2} of a tensor's norm at most; "
                    + $"{(difference <= Tolerance ? "within" : "NOT within")} {Tolerance}"
            ));
        return difference <= Tolerance;
    }
}
