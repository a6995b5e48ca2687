using SiameseSweep.Core.Events;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Pruners;
using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;

namespace SiameseSweep.Core.Tests.Pruners;

public sealed class PrunerTests
{
    private static readonly MetricSpec Minimize = new() { Name = "validation.eer" };
    private static readonly MetricSpec Maximize = new() { Name = "validation.auc", Goal = MetricGoal.Maximize };

    private static readonly EarlyTerminateSpec[] Specs =
    [
        Spec("type: hyperband, min_iter: 1, strict: true"), Spec("type: hyperband, max_iter: 27, s: 3, strict: false"),
        Spec("type: median, min_iter: 2, min_peers: 2"), Spec("type: asha, min_iter: 1, eta: 2"),
    ];

    public static TheoryData<string> Types => [.. PrunerRegistry.Types];

    [Theory]
    [InlineData(27, 2.0, 3.0, "3 9")]
    [InlineData(27, 3.0, 3.0, "1 3 9")]
    [InlineData(27, 9.0, 3.0, "1 3 9")]
    [InlineData(5, 2.0, 2.0, "1 2")]
    [InlineData(100, 1.0, 4.0, "25")]
    public void Bands_are_counted_down_from_max_iter_as_in_WandB(int maxIter, double s, double eta, string bands) =>
        Assert.Equal(bands, Bands(FormattableString.Invariant($"type: hyperband, max_iter: {maxIter}, s: {s}, eta: {eta}"), 4));

    [Theory]
    [InlineData(3, 3.0, "3 9 27 81")]
    [InlineData(1, 2.0, "1 2 4 8")]
    [InlineData(2, 1.5, "2 3 4 6")]
    public void Bands_are_counted_up_from_min_iter_as_in_WandB(int minIter, double eta, string bands) =>
        Assert.Equal(bands, Bands(FormattableString.Invariant($"type: hyperband, min_iter: {minIter}, eta: {eta}"), 4));

    [Fact]
    public void The_example_in_WandBs_source_stops_the_runs_that_it_says_it_stops()
    {
        // wandb/sweeps, hyperband_stopping.py: max_iter 5, eta 2, s 2. It counts iterations from 0, so its value at band b is our
        // b-th without the first.
        double[][] runs = [[9], [10], [8, 8], [7, 7], [6, 6]];
        IPruner pruner = PrunerRegistry.For(Spec("type: hyperband, max_iter: 5, eta: 2, s: 2"))!;
        bool[] stopped = [.. Enumerable.Range(0, runs.Length).Select(i => Judge(pruner, runs, i, Minimize)?.Prune == true)];
        Assert.Equal([true, true, true, false, false], stopped); // the first, 'a', had ended by itself
    }

    [Fact]
    public void The_threshold_is_the_value_at_index_n_over_eta_of_all_that_reached_the_band()
    {
        double[][] runs = [[0.4], [0.1], [0.2], [0.3], [0.5], [0.6], [0.7]];
        IPruner pruner = PrunerRegistry.For(Spec("type: hyperband, min_iter: 1"))!;
        PruneDecision decision = Judge(pruner, runs, 0, Minimize)!;
        Assert.True(decision.Prune); // sorted 0.1 … 0.7, int(7/3) = 2: 0.3
        Assert.Equal(
            """{"method":"hyperband","band":1,"value":0.4,"threshold":0.3,"peers":7,"prune":true}""",
            EventJson.Write(decision.Judged));
        Assert.Contains(
            "validation.eer 0.4 is worse than the threshold 0.3 of 7 runs at epoch 1",
            decision.Reason,
            StringComparison.Ordinal);
        Assert.False(Judge(pruner, runs, 3, Minimize)!.Prune); // equal is not worse
    }

    [Fact]
    public void Strict_judges_the_value_at_the_band_and_not_strict_the_best_so_far()
    {
        double[][] runs = [[0.1, 0.1, 0.9], [0.5, 0.5, 0.5], [0.4, 0.4, 0.4], [0.3, 0.3, 0.3]];
        Assert.True(Judge(PrunerRegistry.For(Spec("type: hyperband, min_iter: 3, strict: true"))!, runs, 0, Minimize)!.Prune);
        Assert.False(Judge(PrunerRegistry.For(Spec("type: hyperband, min_iter: 3, strict: false"))!, runs, 0, Minimize)!.Prune);
    }

    [Fact]
    public void Values_that_are_not_finite_are_dropped_before_bands_are_counted()
    {
        double[][] runs = [[double.NaN, 0.9, double.PositiveInfinity, 0.9], [0.1, 0.1], [0.2, 0.2], [0.3, 0.3]];
        PruneDecision decision = Judge(PrunerRegistry.For(Spec("type: hyperband, min_iter: 2"))!, runs, 0, Minimize)!;
        Assert.True(decision.Prune);
        Assert.Contains("\"band\":2", EventJson.Write(decision.Judged), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_is_judged_again_at_every_report_after_its_band_because_peers_move_the_threshold()
    {
        IPruner pruner = PrunerRegistry.For(Spec("type: hyperband, min_iter: 1, eta: 3"))!;
        Assert.False(Judge(pruner, [[0.5]], 0, Minimize)!.Prune); // the first run is its own threshold
        Assert.True(Judge(pruner, [[0.5, 0.5], [0.1], [0.2]], 0, Minimize)!.Prune);
        Assert.Null(Judge(pruner, [[0.1, 0.5], [0.2], [0.3]], 0, Minimize)); // between bands only an ending is worth a record
    }

    [Fact]
    public void On_116_runs_strict_stops_far_more_than_not_strict_and_a_replay_decides_the_same()
    {
        // The shape of W&B's own case (pull request 99): noisy curves of 116 runs, of which a band should stop about two thirds;
        // judged by the best so far (not strict) 30 were stopped there, judged by the value at the band (strict) 80.
        const string Rule = "type: hyperband, max_iter: 81, s: 1, eta: 3";
        string strict = Replay(PrunerRegistry.For(Spec($"{Rule}, strict: true"))!, out int strictlyStopped);
        string lenient = Replay(PrunerRegistry.For(Spec($"{Rule}, strict: false"))!, out int lenientlyStopped);
        Assert.True(strictlyStopped >= lenientlyStopped + 20, $"{strictlyStopped} strict, {lenientlyStopped} not strict");
        Assert.InRange(strictlyStopped, 65, 95);
        Assert.Equal(strict, Replay(PrunerRegistry.For(Spec($"{Rule}, strict: true"))!, out _));
        Assert.NotEqual(strict, lenient);
    }

    [Fact]
    public void The_median_pruner_waits_for_enough_peers_and_then_ends_what_is_worse_than_their_median()
    {
        IPruner pruner = PrunerRegistry.For(Spec("type: median, min_iter: 2, min_peers: 3"))!;
        Assert.Null(Judge(pruner, [[0.9], [0.1], [0.2], [0.3]], 0, Minimize));
        Assert.Null(Judge(pruner, [[0.9, 0.9], [0.1, 0.1], [0.2, 0.2]], 0, Minimize));
        Assert.True(Judge(pruner, [[0.9, 0.21], [0.1, 0.1], [0.2, 0.2], [0.3, 0.3]], 0, Minimize)!.Prune);
        Assert.False(Judge(pruner, [[0.9, 0.19], [0.1, 0.1], [0.2, 0.2], [0.3, 0.3]], 0, Minimize)!.Prune);
    }

    [Fact]
    public void Asha_keeps_the_best_share_of_each_rung_and_judges_once_a_rung()
    {
        IPruner pruner = PrunerRegistry.For(Spec("type: asha, min_iter: 1, eta: 2"))!;
        Assert.False(Judge(pruner, [[0.5]], 0, Minimize)!.Prune);
        Assert.True(Judge(pruner, [[0.5], [0.4]], 0, Minimize)!.Prune);
        Assert.False(Judge(pruner, [[0.5], [0.4], [0.6], [0.7]], 0, Minimize)!.Prune);
        Assert.Null(Judge(pruner, [[0.5, 0.5, 0.5], [0.1, 0.1, 0.1]], 0, Minimize)); // rungs are 1, 2, 4
    }

    [Fact]
    public void Maximizing_a_metric_is_minimizing_its_negative_for_every_pruner()
    {
        foreach (EarlyTerminateSpec spec in Specs)
        {
            IPruner pruner = PrunerRegistry.For(spec)!;
            for (int i = 0; i < 200; i++)
            {
                double[][] runs = RandomRuns(i);
                double[][] negated = [.. runs.Select(r => r.Select(v => -v).ToArray())];
                Assert.Equal(Judge(pruner, runs, 0, Minimize)?.Prune, Judge(pruner, negated, 0, Maximize)?.Prune);
            }
        }
    }

    [Fact]
    public void The_best_of_all_runs_is_never_ended_and_a_run_without_values_is_no_ones_business()
    {
        foreach (EarlyTerminateSpec spec in Specs)
        {
            IPruner pruner = PrunerRegistry.For(spec)!;
            Assert.Equal(spec.Type, pruner.Type);
            Assert.Null(Judge(pruner, [[], [0.1]], 0, Minimize));
            Assert.Null(Judge(pruner, [[double.NaN], [0.1], [0.2]], 0, Minimize));
            for (int i = 0; i < 200; i++)
            {
                double[][] runs = [[0, 0, 0, 0], .. RandomRuns(i)];
                Assert.NotEqual(true, Judge(pruner, runs, 0, Minimize)?.Prune);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_is_read_from_a_sweep_file_with_its_own_keys(string type)
    {
        string yaml =
            $"method: grid\nparameters: {{margin: {{values: [1, 2]}}}}\n"
            + $"early_terminate: {{type: {type}, min_iter: 2{(type == "hyperband" ? ", strict: true" : "")}}}";
        Assert.Equal(type, PrunerRegistry.For(Sweeps.Yaml.Accept(yaml).EarlyTerminate)!.Type);
        Assert.Contains("min_iter", PrunerRegistry.Of(type).Settings.Select(s => s.Name));
    }

    [Fact]
    public void Without_early_terminate_there_is_no_pruner() => Assert.Null(PrunerRegistry.For(null));

    private static EarlyTerminateSpec Spec(string yaml) =>
        Sweeps.Yaml.Accept(Sweeps.Yaml.Of("margin: {value: 1}", more: $"early_terminate: {{{yaml}}}")).EarlyTerminate!;

    private static string Bands(string yaml, int atMost) => string.Join(' ', HyperbandPruner.BandsOf(Spec(yaml).Settings).Take(atMost));

    private static PruneDecision? Judge(IPruner pruner, double[][] runs, int run, MetricSpec metric)
    {
        MetricSeries[] series = [.. runs.Select((values, i) => new MetricSeries(i, values))];
        return pruner.Judge(new PruningContext(series[run], [.. series.Where(s => s.Trial != run)], metric));
    }

    private static double[][] RandomRuns(int key)
    {
        KeyedRandom random = KeyedRandom.For(21, RandomUse.Preview, key);
        return
        [
            .. Enumerable.Range(0, 6)
                .Select(_ => Enumerable.Range(0, 1 + random.NextInt(9)).Select(_ => 0.01 + random.NextDouble()).ToArray()),
        ];
    }

    // 116 runs over 81 epochs, four at a time, each report judged when it comes.
    private static string Replay(IPruner pruner, out int stopped)
    {
        double[][] curves = [.. Enumerable.Range(0, 116).Select(Curve)];
        List<double>[] logged = [.. curves.Select(_ => new List<double>())];
        Queue<int> waiting = new(Enumerable.Range(0, 116));
        List<int> running = [];
        System.Text.StringBuilder decisions = new();
        stopped = 0;
        while (waiting.Count > 0 || running.Count > 0)
        {
            while (running.Count < 4 && waiting.TryDequeue(out int next))
            {
                running.Add(next);
            }

            foreach (int run in running.ToArray())
            {
                logged[run].Add(curves[run][logged[run].Count]);
                MetricSeries[] peers =
                [
                    .. Enumerable.Range(0, 116).Where(i => i != run && logged[i].Count > 0).Select(i => new MetricSeries(i, logged[i])),
                ];
                PruneDecision? decision = pruner.Judge(new PruningContext(new MetricSeries(run, logged[run]), peers, Minimize));
                decisions.Append(decision?.Judged);
                if (decision?.Prune == true || logged[run].Count == 81)
                {
                    stopped += decision?.Prune == true ? 1 : 0;
                    running.Remove(run);
                }
            }
        }

        return decisions.ToString();
    }

    private static double[] Curve(int run)
    {
        KeyedRandom random = KeyedRandom.For(116, RandomUse.Preview, run);
        double end = random.NextDouble(0.02, 0.3);
        double speed = random.NextDouble(2, 30);
        return [.. Enumerable.Range(1, 81).Select(epoch => end + (0.3 * Math.Exp(-epoch / speed)) + (0.08 * random.NextGaussian()))];
    }
}
