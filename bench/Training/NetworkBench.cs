using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SiameseSweep.Core.Models;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Optimizers;
using SiameseSweep.Training.TorchFixes;
using static TorchSharp.torch;

namespace SiameseSweep.Bench.Training;

/// <summary>
/// A model's training step (forward, backward, AdamW) on 64 random images with two threads, ours and in PyTorch, in turns: medians of the
/// turns. PyTorch computes in both memory formats, with glibc's allocator as it comes and told to keep its memory; the best of the
/// four counts.
/// </summary>
internal static class NetworkBench
{
    private const int Turns = 3, Images = 64, Threads = 2, Steps = 60, WarmUp = 5, Embedding = 64;

    private static readonly (string, string)[] KeepsMemory =
        [("MALLOC_MMAP_MAX_", "0"), ("MALLOC_TRIM_THRESHOLD_", "100000000000"), ("MALLOC_TOP_PAD_", "536870912")];

    public static BenchCommand Command { get; } = new(
        "network", "[MODEL [WIDTH [SIZE]]]", "A training step of a model, ours and PyTorch's; convnet 16 32 if left out.",
        a => Run(a.ElementAtOrDefault(0) ?? "convnet", BenchCommand.Number(a, 1, 16), BenchCommand.Number(a, 2, 32)));

    /// <summary>Measures a model.</summary>
    /// <param name="model">Its name.</param>
    /// <param name="width">Channels of its first block.</param>
    /// <param name="size">Side of the images.</param>
    public static async Task<int> Run(string model, int width, int size)
    {
        List<double> ours = [];
        Dictionary<string, List<double>> theirs = [];
        for (int turn = 0; turn < Turns; turn++)
        {
            ours.Add(Ours(model, width, size));
            foreach ((string memory, (string, string)[] variables) in new[] { ("malloc as it comes", []), ("kept memory", KeepsMemory) })
            {
                using JsonDocument figures = await Peer(model, width, size, variables).ConfigureAwait(false);
                foreach (JsonProperty figure in figures.RootElement.EnumerateObject())
                {
                    string name = $"PyTorch, {figure.Name}, {memory}";
                    theirs.TryAdd(name, []);
                    theirs[name].Add(figure.Value.GetDouble());
                }
            }
        }

        double own = Median(ours), best = theirs.Values.Min(Median);
        foreach ((string name, List<double> times) in theirs)
        {
            Console.WriteLine(FormattableString.Invariant($"{name,-40} {Median(times),7:F1} ms a step"));
        }

        Console.WriteLine(FormattableString.Invariant($"{"ours",-40} {own,7:F1} ms a step, {best / own:F2} x PyTorch at its best"));
        return 0;
    }

    private static double Ours(string model, int width, int size)
    {
        GlibcAllocator.KeepFreed();
        set_num_threads(Threads);
        using var all = NewDisposeScope();
        RunConfiguration configuration = new()
        {
            Model = ModelCatalog.Find(model)!.Kind,
            Width = width,
            ImageSize = size,
            EmbeddingSize = Embedding,
        };
        using EmbeddingNetwork network = ModelRegistry.Create(new ModelRequest(configuration, 1, CPU));
        using FusedOptimizer optimizer = new(OptimizerKind.Adamw, network.Parameters, 0.01);
        Tensor x = rand(Images, 1, size, size), weight = rand(Images, Embedding) - 0.5;
        List<double> times = [];
        for (int step = 0; step < WarmUp + Steps; step++)
        {
            using var scope = NewDisposeScope();
            long start = Stopwatch.GetTimestamp();
            network.Backward((network.Train([x])[0] * weight).sum());
            optimizer.Step(1e-3);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Median([.. times.Skip(WarmUp)]);
    }

    private static async Task<JsonDocument> Peer(string model, int width, int size, (string Name, string Value)[] variables)
    {
        string[] numbers = [.. new[] { width, size, Images, Threads, Steps }.Select(n => n.ToString(CultureInfo.InvariantCulture))];
        ProcessStartInfo start = new("/usr/bin/python3", [Path.Combine(Repository.Root, "bench", "network_pytorch.py"), model, .. numbers])
        {
            RedirectStandardOutput = true,
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException("Python did not start.");
        string output = await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        return process.ExitCode == 0
            ? JsonDocument.Parse(output)
            : throw new InvalidOperationException($"PyTorch ended with {process.ExitCode}.");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
