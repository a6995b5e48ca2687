using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace SiameseSweep.Bench.Training;

/// <summary>
/// The seed's configuration on the ORL faces, batch 32, 2 threads: our trainer as users run it, the naive port and PyTorch's
/// script, each in a process of its own, in turns, so that the machine's other work meets all. Medians and ratios of the turns.
/// </summary>
internal static class TrainBench
{
    private const int Turns = 3;

    // Runs a script as it is and adds what the process's memory came to, and which BLAS it had: against Debian's reference BLAS,
    // which is there when no
    // other is installed, anything looks fast.
    private const string PeerWithMemory =
        "import runpy, sys, re; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__'); "
        + "print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read()).group(1)); "
        + "print((re.findall('openblas|mkl_|blis|atlas', open('/proc/self/maps').read()) or ['reference'])[0])";

    public static BenchCommand Command { get; } =
        new(
            "train",
            "[SHARED [EPOCHS]]",
            "Pairs/s and memory on the ORL faces: the product, a direct port and PyTorch in turns. "
                + "SHARED holds orl/ and peers/ (../shared); 3 epochs.",
            args => Run(args.ElementAtOrDefault(0), args.ElementAtOrDefault(1)));

    public static async Task<int> Run(string? sharedFolder, string? epochs)
    {
        string shared = Path.GetFullPath(sharedFolder ?? Path.Combine("..", "shared"));
        string peer = Path.Combine(shared, "peers", "seed_pytorch.py");
        if (!Directory.Exists(Path.Combine(shared, "orl")) || !File.Exists(peer))
        {
            await Console.Error.WriteLineAsync(
                    $"{shared} does not hold orl/ and peers/seed_pytorch.py. Name the folder that does: bench train SHARED.")
                .ConfigureAwait(false);
            return 2;
        }

        string count = epochs ?? "3";
        List<Figures> ours = [], naive = [], theirs = [];
        for (int turn = 0; turn < Turns; turn++)
        {
            ours.Add(Show("ours", await Child("train-ours", shared, count).ConfigureAwait(false)));
            naive.Add(Show("naive port", await Child("train-naive", shared, count).ConfigureAwait(false)));
            theirs.Add(Show("PyTorch", await Peer(peer, count).ConfigureAwait(false)));
        }

        double rate = Median(ours, f => f.PairsPerSecond),
            naiveRate = Median(naive, f => f.PairsPerSecond),
            theirRate = Median(theirs, f => f.PairsPerSecond);
        double memory = Median(ours, f => f.PeakMegabytes),
            theirMemory = Median(theirs, f => f.PeakMegabytes);
        double resume = Median(ours, f => f.ResumeSeconds),
            training = Median(ours, f => f.TrainingSeconds),
            evaluation = Median(ours, f => f.EvaluationSeconds);
        Console.WriteLine(FormattableString.Invariant($"medians of {Turns} turns, {count} epochs each"));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"pairs/s, training alone: ours {rate:F1}, naive port {naiveRate:F1}, PyTorch {theirRate:F1}; "
                    + $"ours is {rate / naiveRate:F2} x the naive port and {rate / theirRate:F2} x PyTorch"
            ));
        Console.WriteLine(
            FormattableString.Invariant(
                $"peak memory: ours {memory:F0} MB, naive port {Median(naive, f => f.PeakMegabytes):F0} MB, PyTorch {theirMemory:F0} MB"));
        Console.WriteLine(FormattableString.Invariant($"evaluation: {100 * evaluation / (evaluation + training):F1} % of an epoch"));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"best checkpoint: training stands {Median(ours, f => f.StallSeconds):F2} s, on disk after "
                    + $"{Median(ours, f => f.WriteSeconds):F2} s"
            ));
        Console.WriteLine(
            FormattableString.Invariant(
                $"resume state: {resume:F2} s each, so one every {20 * resume:F0} s and {100.0 / 21:F1} % of the training by its schedule")
        );
        return 0;
    }

    private static Figures Show(string name, Figures figures)
    {
        Console.WriteLine(FormattableString.Invariant($"{name}: {figures.PairsPerSecond:F1} pairs/s, {figures.PeakMegabytes:F0} MB"));
        return figures;
    }

    private static double Median(List<Figures> all, Func<Figures, double> figure)
    {
        double[] sorted = [.. all.Select(figure).Order()];
        return sorted[sorted.Length / 2];
    }

    private static async Task<Figures> Child(string command, string shared, string epochs)
    {
        string[] lines = await Output(Environment.ProcessPath!, [typeof(TrainBench).Assembly.Location, command, shared, epochs])
            .ConfigureAwait(false);
        return JsonSerializer.Deserialize<Figures>(lines[^1])!;
    }

    private static async Task<Figures> Peer(string script, string epochs)
    {
        string[] lines = await Output("/usr/bin/python3", ["-c", PeerWithMemory, script, "--epochs", epochs]).ConfigureAwait(false);
        if (lines[^1] == "reference")
        {
            throw new InvalidOperationException(
                "PyTorch computes with the reference BLAS here, which nobody trains with. Install libopenblas0-pthread.");
        }

        using JsonDocument document = JsonDocument.Parse(lines[^3]);
        return new Figures
        {
            PairsPerSecond = document.RootElement.GetProperty("pairs_per_s").GetDouble(),
            PeakMegabytes = double.Parse(lines[^2], CultureInfo.InvariantCulture) / 1e3,
        };
    }

    private static async Task<string[]> Output(string program, string[] arguments)
    {
        // The program's own name is dotnet's or the app host's, which takes no assembly.
        bool host = Path.GetFileNameWithoutExtension(program) == "dotnet" || program.EndsWith("python3", StringComparison.Ordinal);
        ProcessStartInfo start = new(program, host ? arguments : arguments[1..]) { RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = "2";
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        string output = await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        return process.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }
}
