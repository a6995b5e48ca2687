using System.Globalization;
using System.Text.Json;
using SiameseSweep.Bench;

string command = args.FirstOrDefault() ?? "";
switch (command)
{
    case "step":
        return StepBench.Run();
    case "parts":
        return StepParts.Run();
    case "train":
        return await TrainBench.Run(args.ElementAtOrDefault(1), args.ElementAtOrDefault(2)).ConfigureAwait(false);
    case "train-ours": // a turn of "train", in a process of its own for its memory
        Console.WriteLine(JsonSerializer.Serialize(OursTraining.Run(args[1], int.Parse(args[2], CultureInfo.InvariantCulture))));
        return 0;
    case "train-naive":
        Console.WriteLine(JsonSerializer.Serialize(NaiveTraining.Run(args[1], int.Parse(args[2], CultureInfo.InvariantCulture))));
        return 0;
    case "gpu": // bench/gpu builds for CUDA and calls it
        return GpuBench.Run(args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
    case "search":
        SiameseSweep.Bench.Search.SearchBench.Run(Console.Out);
        return 0;
    case "engine":
        return await SiameseSweep.Bench.Engine.EngineBench.Run(args.ElementAtOrDefault(1), int.Parse(args.ElementAtOrDefault(2) ?? "2000", CultureInfo.InvariantCulture)).ConfigureAwait(false);
    case "generate":
        return await SiameseSweep.Bench.Generate.RecordGenerator.Run(args.ElementAtOrDefault(1)).ConfigureAwait(false);
    case "dashboard":
        return await SiameseSweep.Bench.Dashboard.DashboardBench.Run(args.ElementAtOrDefault(1)).ConfigureAwait(false);
    case "recorder":
        return await SiameseSweep.Bench.Cluster.RecorderBench.Run().ConfigureAwait(false);
    case "recorder-worker": // the other process of "recorder"
        return await SiameseSweep.Bench.Cluster.RecorderBench.Worker(args[1], int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture)).ConfigureAwait(false);
    case "dispatch":
        return await SiameseSweep.Bench.Cluster.DispatchBench.Run(int.Parse(args.ElementAtOrDefault(1) ?? "10000", CultureInfo.InvariantCulture)).ConfigureAwait(false);
    case "dispatch-workers": // the other processes of "dispatch"
        return await SiameseSweep.Bench.Cluster.DispatchBench.Workers(args[1]).ConfigureAwait(false);
    case "restart":
        return await SiameseSweep.Bench.Cluster.RestartBench.Run(args[1], int.Parse(args.ElementAtOrDefault(2) ?? "8190", CultureInfo.InvariantCulture)).ConfigureAwait(false);
    case "chaos":
        return await SiameseSweep.Bench.Cluster.ChaosBench.Run(int.Parse(args.ElementAtOrDefault(1) ?? "300", CultureInfo.InvariantCulture), int.Parse(args.ElementAtOrDefault(2) ?? "8191", CultureInfo.InvariantCulture)).ConfigureAwait(false);
    default:
        Console.Error.WriteLine("Say what to measure: step (forward, backward and optimizer of a step on random images), parts (the same, layer by layer), train [SHARED [EPOCHS]] (pairs/s and memory on the ORL faces, ours, naive port and PyTorch in turns; SHARED is the folder of orl/ and peers/, ../shared when left out; 3 epochs a turn), or search (bayes and random on standard functions, as JSON for bench/Search/optuna_search.py), or engine [SHARED [TRIALS]] (no-op trials and reports a second through the real grains and record, beside Optuna; 2,000 trials), or generate DIR (a record of 10,000 runs and 10 million losses in the new folder DIR, as --home of a head), or dashboard DIR (what a user waits for in Chromium over that record), or recorder (loss points and reports a second from a worker's process to the committed row, and memory on a slow disk), or dispatch [RUNS] (16 silos of 16 slots, no-op runs of 3 s; 10,000), or restart DIR [PORT] (serve over that record, five times), or chaos [SECONDS [PORT]] (a kill -9 every 10 s of a head or one of its three workers; 300 s).");
        return 2;
}
