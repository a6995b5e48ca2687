using System.Text.Json;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Losses;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace SiameseSweep.Bench;

/// <summary>What <c>bench/gpu</c> asks of our side: is a step on the GPU the CPU's, and how many pairs a second does a run make there.</summary>
internal static class GpuBench
{
    private const double Tolerance = 1e-3;
    private const int Pairs = 32;

    public static int Run(string data, int epochs)
    {
        if (!cuda.is_available())
        {
            Console.Error.WriteLine("This build sees no CUDA device. Build with -p:TorchBackend=cuda on a machine with an NVIDIA GPU; bench/gpu does so.");
            return 2;
        }

        backends.cuda.matmul.allow_tf32 = false;
        backends.cudnn.allow_tf32 = false;
        Console.WriteLine(string.Join(Environment.NewLine, Devices.List("auto").Select(d => $"{d.Name}: {d.Description}")));
        bool same = Enum.GetValues<LossKind>().Aggregate(true, (all, loss) => Compare(loss) && all);
        Console.WriteLine(JsonSerializer.Serialize(OursTraining.Run(data, epochs, "cuda:0")));
        return same ? 0 : 1;
    }

    /// <summary>One step of the same weights on the same images on both; says the largest difference, relative to each tensor's norm.</summary>
    public static double Difference(LossKind loss, Device other)
    {
        using var scope = NewDisposeScope();
        int branches = loss switch { LossKind.Triplet => 3, LossKind.Softmax => 1, _ => 2 };
        Tensor[] images = [.. Enumerable.Range(0, branches).Select(_ => rand(Pairs, 1, 100, 100))];
        Tensor different = randint(0, 2, [Pairs], float32), people = randint(0, 10, [Pairs]);
        Tensor[] cpu = Step(CPU), there = Step(other);
        return cpu.Zip(there, (a, b) => ((a - b.cpu()).norm() / a.norm().clamp_min(1e-3)).item<float>()).Max();

        Tensor[] Step(Device device)
        {
            using SiameseNetwork network = new(100, 5, 0, 1, device);
            using SiameseLoss own = LossRegistry.Create(new RunConfiguration { Loss = loss, Margin = ConfigurationRules.DefaultMargin(loss) }, 10, device, 1);
            Tensor[] embeddings = network.Train([.. images.Select(x => x.to(device))]);
            Tensor value = own.Forward(embeddings, branches == 2 ? different.to(device) : null, branches == 1 ? people.to(device) : null);
            network.Backward(value);
            return [.. embeddings.Select(e => e.detach().clone()), value.detach().clone(), .. network.Parameters.Select(p => p.Tensor.grad!.clone())];
        }
    }

    private static bool Compare(LossKind loss)
    {
        double difference = Difference(loss, torch.device("cuda:0"));
        Console.WriteLine(FormattableString.Invariant($"{loss}: one step on cuda:0 differs from the CPU's by {difference:g2} of a tensor's norm at most; {(difference <= Tolerance ? "within" : "NOT within")} {Tolerance}"));
        return difference <= Tolerance;
    }
}
