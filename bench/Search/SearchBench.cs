using System.Diagnostics;
using System.Text.Json;
using SiameseSweep.Core.Samplers;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Bench.Search;

/// <summary>
/// Runs <c>bayes</c> and <c>random</c> on standard functions and writes the best values as JSON; <c>optuna_search.py</c> does the
/// same with Optuna's TPE and prints both beside each other. Also measures what a proposal costs.
/// </summary>
internal static class SearchBench
{
    public static BenchCommand Command { get; } = new(
        "search", "", "bayes and random on standard functions, as JSON for bench/Search/optuna_search.py.", _ =>
        {
            Run(Console.Out);
            return Task.FromResult(0);
        });

    /// <summary>Best value by function and method after <paramref name="trials"/> trials, one a seed.</summary>
    public static void Run(TextWriter output, int trials = 100, int seeds = 20)
    {
        Dictionary<string, Dictionary<string, double[]>> bests = [];
        foreach (SearchFunction function in SearchFunctions.All)
        {
            bests[function.Name] = new[] { "bayes", "random" }.ToDictionary(
                method => method,
                method => Enumerable.Range(0, seeds).Select(seed => Best(function, method, seed, trials)).ToArray());
        }

        output.WriteLine(JsonSerializer.Serialize(new { bests, milliseconds_a_proposal = MillisecondsAProposal() }));
    }

    private static SweepDefinition Sweep(string parameters, string method, int seed)
    {
        SweepParseResult read = SweepFile.Parse(
            $"method: {method}\nrun_cap: 100\nparameters: {{{parameters}}}\nsiamese: {{seed: {seed}}}\n",
            "bench.yaml");
        return read.Definition ?? throw new InvalidOperationException(string.Join("\n", read.Errors));
    }

    private static double Best(SearchFunction function, string method, int seed, int trials)
    {
        SweepDefinition sweep = Sweep(function.Parameters, method, seed);
        List<TrialSnapshot> done = [];
        for (int trial = 0; trial < trials; trial++)
        {
            RunConfiguration configuration = SamplerRegistry.For(method).Propose(new SamplingContext(sweep, trial, done))!.Configuration;
            done.Add(new TrialSnapshot(trial, configuration, function.Value(configuration), false));
        }

        return done.Min(t => t.Value!.Value);
    }

    private static double MillisecondsAProposal()
    {
        SearchFunction function = SearchFunctions.All.Single(f => f.Name == "hartmann6");
        SweepDefinition sweep = Sweep(function.Parameters, "bayes", 0);
        List<TrialSnapshot> done =
        [
            .. Enumerable.Range(0, 1000).Select(trial =>
            {
                RunConfiguration c = SamplerRegistry.For("random").Propose(new SamplingContext(sweep, trial, []))!.Configuration;
                return new TrialSnapshot(trial, c, function.Value(c), false);
            }),
        ];
        double[] times = new double[50];
        for (int i = 0; i < times.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            RunConfiguration proposed = SamplerRegistry.For("bayes").Propose(new SamplingContext(sweep, 1000 + i, done))!.Configuration;
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            done.Add(new TrialSnapshot(1000 + i, proposed, function.Value(proposed), false)); // as in a sweep, the next one knows of it
        }

        return times.Order().ElementAt(times.Length / 2);
    }
}
