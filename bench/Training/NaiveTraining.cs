using System.Diagnostics;
using System.Text.Json;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Data;
using static TorchSharp.torch;

namespace SiameseSweep.Bench.Training;

/// <summary>The naive port trained on the ORL faces; its images are decoded and resized beforehand, in its favour.</summary>
internal static class NaiveTraining
{
    private const int Batch = 32;

    // One turn of "train", in a process of its own so that its memory can be measured.
    public static BenchCommand Command { get; } = new("train-naive", "DATA EPOCHS", null, args =>
    {
        Console.WriteLine(JsonSerializer.Serialize(Run(args[0], BenchCommand.Number(args, 1, 1))));
        return Task.FromResult(0);
    });

    public static Figures Run(string data, int epochs)
    {
        set_num_threads(2);
        using var all = NewDisposeScope();
        PreparedImages faces = ImagePreparation.Prepare(
            Datasets.Open(new DatasetSpec { Kind = DatasetKind.Orl }, data).Training,
            100,
            false);
        Tensor images = tensor(faces.Pixels, [faces.Count, 1, 100, 100]);
        using NaiveSeed network = new();
        TorchSharp.Modules.Adam adam = optim.Adam(network.parameters(), 5e-4);
        Core.Randomness.KeyedRandom random = Core.Randomness.KeyedRandom.For(1, Core.Randomness.RandomUse.Batch);
        int steps = 0;
        long start = Stopwatch.GetTimestamp();
        for (int step = 0; step < epochs * ((faces.Count + Batch - 1) / Batch); step++, steps++)
        {
            using var scope = NewDisposeScope();
            (long[] a, long[] b) = Draw(random, faces.People);
            float[] different = [.. a.Zip(b, (i, j) => faces.People[i] == faces.People[j] ? 0f : 1f)];
            adam.zero_grad();
            (Tensor x, Tensor y) = network.call(images.index_select(0, tensor(a)), images.index_select(0, tensor(b)));
            Tensor loss = NaiveSeed.Loss(x, y, tensor(different).unsqueeze(1), 2);
            loss.backward();
            adam.step();
            _ = loss.item<float>();
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new Figures { PairsPerSecond = steps * Batch / seconds, TrainingSeconds = seconds, PeakMegabytes = Figures.PeakNow() };
    }

    /// <summary>As the seed draws: half of the pairs of one person, an image may meet itself.</summary>
    private static (long[] A, long[] B) Draw(Core.Randomness.KeyedRandom random, string[] people)
    {
        long[] a = new long[Batch], b = new long[Batch];
        for (int i = 0; i < Batch; i++)
        {
            a[i] = random.NextInt(people.Length);
            bool same = random.NextInt(2) == 1;
            do
            {
                b[i] = random.NextInt(people.Length);
            }
            while ((people[a[i]] == people[b[i]]) != same);
        }

        return (a, b);
    }
}
