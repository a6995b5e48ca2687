using SiameseSweep.Bench;

string command = args.FirstOrDefault() ?? "";
switch (command)
{
    case "step":
        return StepBench.Run();
    case "train":
        return await TrainBench.Run(args.ElementAtOrDefault(1)).ConfigureAwait(false);
    case "search":
        SiameseSweep.Bench.Search.SearchBench.Run(Console.Out);
        return 0;
    default:
        Console.Error.WriteLine("Say what to measure: step (where a step's time goes, on random images) or train [SHARED] (pairs/s on the ORL faces, ours, naive port and PyTorch; SHARED is the folder of orl/ and peers/, ../shared when left out), or search (bayes and random on standard functions, as JSON for bench/Search/optuna_search.py).");
        return 2;
}
