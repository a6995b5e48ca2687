using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Samplers;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Core.Tests.Sweeps;

namespace SiameseSweep.Core.Tests.Samplers;

public sealed class BayesSamplerTests
{
    private const string Continuous =
        "lr: {distribution: log_uniform_values, min: 1e-5, max: 1e-1}, margin: {min: 0.1, max: 4.0}, dropout: {min: 0.0, max: 0.9}";

    private const string Mixed = """
        loss: {values: [contrastive, triplet, softmax]}, margin: {min: 0.1, max: 4.0},
        lr: {distribution: log_uniform_values, min: 1e-5, max: 1e-1},
        batch_size: {distribution: q_log_uniform_values, min: 8, max: 128, q: 8}, embedding_size: {min: 2, max: 64},
        dropout: {distribution: beta, a: 2, b: 5}
        """;

    [Fact]
    public void It_finds_better_trials_than_random_draws_do()
    {
        // The median best of 60 trials over 15 seeds, on a bowl in log(lr), margin and dropout.
        Assert.True(MedianBest("bayes", Continuous, Bowl) < 0.5 * MedianBest("random", Continuous, Bowl));
    }

    [Fact]
    public void It_learns_categories_integers_and_conditional_parameters_too()
    {
        double Judge(RunConfiguration c) =>
            (c.Loss == LossKind.Triplet ? 0 : 1)
            + Math.Abs((c.Margin ?? 5) - 1)
            + Math.Abs(Math.Log10(c.LearningRate) + 3)
            + (Math.Abs(c.EmbeddingSize - 20) / 60.0);
        Assert.True(MedianBest("bayes", Mixed, Judge) < 0.6 * MedianBest("random", Mixed, Judge));
    }

    [Fact]
    public void A_larger_value_is_looked_for_when_the_goal_says_so()
    {
        List<TrialSnapshot> trials = SamplerContractTests.Run(
            Sweep("bayes", Continuous, 3, "metric: {name: validation.auc, goal: maximize}"),
            60,
            c => -Bowl(c));
        Assert.True(trials.Skip(40).Average(t => t.Value!.Value) > trials.Take(10).Average(t => t.Value!.Value));
    }

    [Fact]
    public void Failed_and_non_finite_trials_count_as_worst_and_never_attract()
    {
        // Whatever has a margin below 1.5 fails, a third of the space; minus infinity would be the best of all if it counted.
        double Judge(RunConfiguration c) => c.Margin < 1.5 ? (c.Dropout > 0.5 ? double.NaN : double.NegativeInfinity) : Bowl(c);
        List<TrialSnapshot> trials = SamplerContractTests.Run(Sweep("bayes", Continuous, 5), 80, Judge);
        int working = trials.Skip(40).Count(t => t.Configuration.Margin >= 1.5);
        Assert.True(working >= 34, $"{working} of 40 work");
    }

    [Fact]
    public void Parallel_proposals_keep_apart_because_running_trials_are_taken_into_account()
    {
        SweepDefinition sweep = Sweep("bayes", Continuous, 1);
        List<TrialSnapshot> known = SamplerContractTests.Run(sweep, 40, Bowl);
        double alone = Spread(sweep, known, tellRunning: false);
        double together = Spread(sweep, known, tellRunning: true);
        Assert.True(together > alone, $"{together} > {alone}");
    }

    [Fact]
    public void A_stored_proposal_can_be_made_again_from_the_record_even_after_more_trials_ended()
    {
        SweepDefinition sweep = Sweep("bayes", Mixed.ReplaceLineEndings(" "), 4);
        List<TrialSnapshot> trials = [];
        List<Proposal> proposals = [];
        for (int trial = 0; trial < 40; trial++)
        {
            proposals.Add(SamplerRegistry.For("bayes").Propose(new SamplingContext(sweep, trial, trials))!);
            trials.Add(new TrialSnapshot(trial, proposals[trial].Configuration, null, true));
            int ended = trial - KeyedRandom.For(9, RandomUse.Preview, trial).NextInt(4);
            if (ended >= 0)
            {
                trials[ended] = trials[ended] with { Value = Bowl(trials[ended].Configuration), Running = false };
            }
        }

        TrialSnapshot[] atTheEnd = [.. trials.Select(t => t with { Value = Bowl(t.Configuration), Running = false })];
        Assert.All(Enumerable.Range(0, 40), trial =>
        {
            SamplingContext then = new(sweep, trial, AsOf(atTheEnd, proposals[trial].Explanation, out bool isTheSame));
            Assert.True(isTheSame);
            Assert.Equal(proposals[trial], SamplerRegistry.For("bayes").Propose(then));
        });
        AsOf([.. atTheEnd.Select(t => t with { Value = t.Value + 1 })], proposals[39].Explanation, out bool retried);
        Assert.False(retried);
    }

    // The trials as a proposal saw them, and whether those that had ended have the values that it was made from.
    private static TrialSnapshot[] AsOf(TrialSnapshot[] now, string explanation, out bool isTheSame)
    {
        using JsonDocument said = JsonDocument.Parse(explanation);
        HashSet<int> ended = [.. Numbers("finished")];
        HashSet<int> running = [.. Numbers("running")];
        TrialSnapshot[] finished = [.. now.Where(t => ended.Contains(t.Trial)).Select(t => t with { Running = false })];
        byte[] lines = Encoding.ASCII.GetBytes(
            string.Concat(finished.Select(t => FormattableString.Invariant($"{t.Trial}:{t.Value ?? double.NaN:R};"))));
        isTheSame = Convert.ToHexStringLower(SHA256.HashData(lines)) == said.RootElement.GetProperty("values_sha256").GetString();
        return
        [
            .. finished.Concat(now.Where(t => running.Contains(t.Trial)).Select(t => t with { Value = null, Running = true }))
                .OrderBy(t => t.Trial),
        ];

        IEnumerable<int> Numbers(string name) => said.RootElement.GetProperty(name).GetString()!
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(range => range.Split('-').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray())
            .SelectMany(ends => Enumerable.Range(ends[0], ends[^1] - ends[0] + 1));
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    [InlineData(20, 2)]
    [InlineData(250, 25)]
    [InlineData(300, 25)]
    public void The_best_tenth_of_the_ended_trials_is_what_is_searched_near_and_25_at_most(int ended, int good)
    {
        SweepDefinition sweep = Sweep("bayes", Continuous, 1);
        TrialSnapshot[] trials =
        [
            .. SamplerContractTests.Run(sweep with { Method = "random" }, ended + 5, _ => 0)
                .Select((t, i) => i < ended ? t with { Value = i * 37 % ended } : t with { Value = null, Running = true }),
        ];

        using JsonDocument said = JsonDocument.Parse(
            SamplerRegistry.For("bayes").Propose(new SamplingContext(sweep, trials.Length, trials))!.Explanation);

        Assert.Equal(
            trials.Where(t => !t.Running).OrderBy(t => t.Value).ThenBy(t => t.Trial).Take(good).Select(t => t.Trial).Order(),
            said.RootElement.GetProperty("good").EnumerateArray().Select(n => n.GetInt32()));
    }

    [Fact]
    public void A_small_space_is_tried_out_without_repeating_a_configuration()
    {
        SweepDefinition sweep = Sweep("bayes", "margin: {values: [1, 2, 3, 4]}, epochs: {min: 1, max: 5}", 2);
        Assert.Equal(20, SamplerContractTests.Run(sweep, 20, c => c.Margin!.Value).Select(t => t.Configuration).Distinct().Count());
        Assert.Equal(25, SamplerContractTests.Run(sweep, 25, c => c.Margin!.Value).Count);
    }

    [Theory]
    [InlineData("margin: {distribution: q_uniform, min: 1, max: 2}")] // a grid would have one value, 1
    [InlineData("margin: {distribution: q_uniform, min: 0.5, max: 1.0, q: 0.5}")]
    public void Both_values_of_a_rounded_parameter_are_tried(string margin) =>
        Assert.Equal(
            2,
            SamplerContractTests.Run(Sweep("bayes", margin, 1), 20, c => c.Margin!.Value)
                .Select(t => t.Configuration.Margin)
                .Distinct()
                .Count());

    [Fact]
    public void The_first_trials_cover_every_axis_more_evenly_than_independent_draws()
    {
        for (int seed = 0; seed < 5; seed++)
        {
            double[] margins =
            [
                .. SamplerContractTests.Run(Sweep("bayes", "margin: {min: 0.0001, max: 8.0}", seed), 8)
                    .Select(t => t.Configuration.Margin!.Value)
                    .Order(),
            ];
            Assert.Equal(Enumerable.Range(0, 8), margins.Select(m => (int)(m - 1e-6)));
        }
    }

    private static double Bowl(RunConfiguration c) =>
        Math.Pow(Math.Log10(c.LearningRate) + 3, 2) + Math.Pow((c.Margin ?? 0) - 2.5, 2) + (4 * Math.Pow(c.Dropout - 0.3, 2));

    private static SweepDefinition Sweep(string method, string parameters, int seed, string more = "") =>
        Yaml.Accept(Yaml.Of(parameters.ReplaceLineEndings(" "), method, $"{{seed: {seed}}}", more));

    private static double MedianBest(string method, string parameters, Func<RunConfiguration, double> judge)
    {
        double[] bests =
        [
            .. Enumerable.Range(0, 15)
                .Select(seed => SamplerContractTests.Run(Sweep(method, parameters, seed), 60, judge).Min(t => t.Value!.Value))
                .Order(),
        ];
        return bests[7];
    }

    // Mean distance in log(lr) and margin between eight proposals made at once.
    private static double Spread(SweepDefinition sweep, List<TrialSnapshot> known, bool tellRunning)
    {
        List<TrialSnapshot> trials = [.. known];
        List<RunConfiguration> made = [];
        for (int i = 0; i < 8; i++)
        {
            RunConfiguration next = SamplerRegistry.For("bayes").Propose(new SamplingContext(sweep, 40 + i, trials))!.Configuration;
            made.Add(next);
            if (tellRunning)
            {
                trials.Add(new TrialSnapshot(40 + i, next, null, true));
            }
        }

        return made.SelectMany((a, i) => made.Skip(i + 1).Select(b =>
            Math.Abs(Math.Log10(a.LearningRate / b.LearningRate)) + Math.Abs(a.Margin!.Value - b.Margin!.Value))).Average();
    }
}
