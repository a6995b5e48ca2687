using FsCheck;
using FsCheck.Fluent;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Samplers;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Core.Tests.Sweeps;

namespace SiameseSweep.Core.Tests.Samplers;

/// <summary>Contract of every sampler; the cases come from the registry.</summary>
public sealed class SamplerContractTests
{
    // Discrete, so that a grid can walk it too; with a zip, a condition, an ignored margin and combinations that cannot work.
    private const string Space = """
        loss: {values: [contrastive, triplet, softmax, cosine]}, margin: {values: [0.25, 0.5, 2]},
        batch_size: {distribution: q_uniform, min: 2, max: 16, q: 2},
        mining: {values: [random, hard]}, epochs: {min: 1, max: 4}, lr: {values: [1e-3, 1e-2]}, augment: {values: [none, [flip, light]]},
        optimizer: {values: [adam, sgd]}, weight_decay: {values: [0, 0.1]}
        """;

    private const string Relations = "{zip: [[lr, augment]], when: {weight_decay: {optimizer: sgd}}}";

    public static TheoryData<string> Methods => [.. SamplerRegistry.Methods];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Every_method_is_reached_from_a_sweep_file(string method) =>
        Assert.Equal(method, SamplerRegistry.For(Yaml.Accept(Yaml.Of("margin: {values: [1, 2, 3]}", method)).Method).Method);

    [Theory]
    [MemberData(nameof(Methods))]
    public void Every_proposal_lies_in_the_domain_and_keeps_zips_and_conditions(string method)
    {
        SweepDefinition sweep = Yaml.Accept(Yaml.Of(Space.ReplaceLineEndings(" "), method, Relations));
        foreach (RunConfiguration c in Run(sweep, 60).Select(t => t.Configuration))
        {
            Assert.All(ParameterCatalog.All, p => Assert.Null(p.Complaint(p.Read(c))));
            Assert.Null(ConfigurationRules.Problem(c));
            Assert.Equal(c.LearningRate == 1e-3, c.Augment == Augmentations.None);
            Assert.True(c.Optimizer == OptimizerKind.Sgd || c.WeightDecay == 0);
            Assert.Equal(c.Loss == LossKind.Softmax, c.Margin is null);
            Assert.InRange(c.Epochs, 1, 4);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_same_seed_and_record_give_the_same_proposals_and_another_seed_others(string method)
    {
        string yaml = Yaml.Of(Space.ReplaceLineEndings(" "), method, Relations);
        SweepDefinition sweep = Yaml.Accept(yaml);
        Assert.Equal(Run(sweep, 30).Select(t => t.Configuration), Run(Yaml.Accept(yaml), 30).Select(t => t.Configuration));
        SweepDefinition other = sweep with { Siamese = sweep.Siamese with { Seed = 1 } };
        Assert.Equal(
            SamplerRegistry.For(method).IsExhaustive,
            Run(sweep, 30).Select(t => t.Configuration).SequenceEqual(Run(other, 30).Select(t => t.Configuration)));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_explanation_is_a_JSON_object_that_names_the_method(string method)
    {
        SweepDefinition sweep = Yaml.Accept(Yaml.Of("margin: {values: [1, 2, 3]}", method));
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(
            SamplerRegistry.For(method).Propose(new SamplingContext(sweep, 0, []))!.Explanation);
        Assert.Equal(method, json.RootElement.GetProperty("method").GetString());
    }

    [Fact]
    public void Whatever_the_distribution_draws_lie_in_its_bounds_and_the_unit_range_of_a_draw_holds_its_u()
    {
        Gen<ParameterDistribution> distributions = Gen.OneOf<ParameterDistribution>(
            from min in Gen.Choose(-1000, 1000)
            from width in Gen.Choose(1, 1000)
            select (ParameterDistribution)new IntegerDistribution(min, min + width),
            from min in Gen.Choose(-1000, 1000)
            from width in Gen.Choose(1, 1000)
            select (ParameterDistribution)new RealDistribution(new UniformLaw(min, min + (width / 7.0))),
            from min in Gen.Choose(1, 1000)
            from factor in Gen.Choose(2, 1000)
            from inverse in Gen.Elements(true, false)
            select (ParameterDistribution)new RealDistribution(new LogUniformLaw(min / 100.0, min * factor / 100.0, inverse)),
            from mu in Gen.Choose(-5, 5)
            from log in Gen.Elements(true, false)
            select (ParameterDistribution)new RealDistribution(new NormalLaw(mu, 0.7, log)),
            from a in Gen.Choose(1, 40)
            from b in Gen.Choose(1, 40)
            select (ParameterDistribution)new RealDistribution(new BetaLaw(a / 4.0, b / 4.0)),
            from max in Gen.Choose(1, 50)
            from q in Gen.Choose(1, 9)
            select (ParameterDistribution)new RealDistribution(new UniformLaw(0, max), q / 2.0),
            from count in Gen.Choose(1, 9)
            select (ParameterDistribution)
                new CategoricalDistribution([.. Enumerable.Range(0, count).Select(i => ParameterValue.Of((long)i))]));
        Prop.ForAll(
                distributions.ToArbitrary(),
                Gen.Choose(0, 999_999).ToArbitrary(),
                (distribution, part) =>
                {
                    double u = (part + 0.5) / 1_000_000;
                    ParameterValue value = distribution.Quantile(u);
                    (double low, double high) =
                        distribution.UnitRange(value)
                        ?? throw new InvalidOperationException($"{distribution} does not know its own draw {value}.");
                    Assert.InRange(u, low - 1e-7, high + 1e-7);
                    if (distribution is RealDistribution { Step: null, Law: UniformLaw law })
                    {
                        Assert.InRange(value.Number, law.Min, law.Max);
                    }
                    else if (distribution is IntegerDistribution integers)
                    {
                        Assert.InRange(value.Number, integers.Min, integers.Max);
                        Assert.True(value.IsWhole);
                    }
                    else if (distribution is RealDistribution { Law: LogUniformLaw log })
                    {
                        Assert.InRange(value.Number, log.Min, log.Max);
                    }
                })
            .QuickCheckThrowOnFailure();
    }

    /// <summary>A sweep of <paramref name="count"/> trials one after the other, judged by a made-up value.</summary>
    internal static List<TrialSnapshot> Run(
        SweepDefinition sweep,
        int count,
        Func<RunConfiguration, double>? judge = null,
        int parallel = 1)
    {
        List<TrialSnapshot> trials = [];
        for (
            int trial = 0;
            trial < count && SamplerRegistry.For(sweep.Method).Propose(new SamplingContext(sweep, trial, trials)) is { } proposal;
            trial++)
        {
            trials.Add(new TrialSnapshot(trial, proposal.Configuration, null, true));
            int ended = trial - parallel + 1;
            if (ended >= 0)
            {
                trials[ended] = trials[ended] with { Value = (judge ?? MadeUp)(trials[ended].Configuration), Running = false };
            }
        }

        return trials;
    }

    private static double MadeUp(RunConfiguration c) =>
        KeyedRandom.For((ulong)TrialParameters.ToJson(c).Sum(x => x), RandomUse.Preview).NextDouble();
}
