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
    default:
        Console.Error.WriteLine("Say what to measure: step (forward, backward and optimizer of a step on random images), parts (the same, layer by layer), train [SHARED [EPOCHS]] (pairs/s and memory on the ORL faces, ours, naive port and PyTorch in turns; SHARED is the folder of orl/ and peers/, ../shared when left out; 3 epochs a turn), or search (bayes and random on standard functions, as JSON for bench/Search/optuna_search.py), or engine [SHARED [TRIALS]] (no-op trials and reports a second through the real grains and record, beside Optuna; 2,000 trials), or generate DIR (a record of 10,000 runs and 10 million losses in the new folder DIR, as --home of a head), or dashboard DIR (what a user waits for in Chromium over that record).");
        return 2;
}
