using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Samplers;
using SiameseSweep.Core.Samplers.Tpe;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Core.Tests.Sweeps;

namespace SiameseSweep.Core.Tests.Samplers;

/// <summary>That what <c>bayes</c> compares are densities, and what it draws is drawn from them.</summary>
public sealed class ParzenModelTests
{
    private const int Places = 4000;

    public static MatrixTheoryData<string, int> Axes => new(
        [
            "margin: {min: 0.1, max: 4.0}", "dropout: {distribution: beta, a: 2, b: 5}", "embedding_size: {min: 2, max: 64}",
            "batch_size: {distribution: q_log_uniform_values, min: 8, max: 128, q: 8}", "optimizer: {values: [adam, adamw, sgd]}",
        ],
        [0, 1, 2, 7, 60]);

    [Theory]
    [MemberData(nameof(Axes))]
    public void A_density_relative_to_the_prior_sums_up_to_one_over_the_cube(string parameter, int points)
    {
        (UnitSpace space, ParzenModel model) = Model(parameter, points);
        Assert.Equal(1, Densities(space, model).Average(), 0.01);
    }

    [Theory]
    [InlineData("margin: {min: 0.1, max: 4.0}", 1)]
    [InlineData("margin: {min: 0.1, max: 4.0}", 7)]
    [InlineData("margin: {min: 0.1, max: 4.0}", 60)]
    [InlineData("optimizer: {values: [adam, adamw, sgd]}", 2)]
    public void What_is_drawn_lies_where_the_density_says_within_chance(string parameter, int points)
    {
        const int Bins = 15, Draws = 20_000;
        (UnitSpace space, ParzenModel model) = Model(parameter, points);
        double[] density = Densities(space, model);
        int[] drawn = new int[Bins];
        KeyedRandom random = KeyedRandom.For(11, RandomUse.Preview);
        double[] u = new double[1];
        for (int i = 0; i < Draws; i++)
        {
            model.Sample(random, u);

            // A category is drawn as one place of its share: which one does not matter.
            int bin = (int)(u[0] * Bins);
            drawn[space.Distribution(0).IsCategorical ? bin / 5 * 5 : bin]++;
        }

        double chiSquare = 0;
        for (int bin = 0; bin < Bins; bin++)
        {
            double expected = Draws * Enumerable.Range(0, Places).Where(i => Bin(i) == bin).Sum(i => density[i]) / Places;
            chiSquare += expected == 0 ? drawn[bin] : Math.Pow(drawn[bin] - expected, 2) / expected;
        }

        Assert.InRange(chiSquare, 0, 36.1); // 99.9 % point of chi-square with 14 degrees of freedom

        int Bin(int place) => (place * Bins / Places) is var bin && space.Distribution(0).IsCategorical ? bin / 5 * 5 : bin;
    }

    [Fact]
    public void Its_normal_distribution_is_the_exact_one_to_seven_digits()
    {
        for (int i = -600; i <= 600; i++)
        {
            double exact = new NormalLaw(0, 1).Cumulative(i / 100.0);
            Assert.Equal(exact, FastNormal.Cumulative(i / 100.0), 1.3e-7 * exact);
        }
    }

    private static (UnitSpace Space, ParzenModel Model) Model(string parameter, int count)
    {
        SweepDefinition sweep = Yaml.Accept(Yaml.Of(parameter));
        UnitSpace space = UnitSpace.Of(sweep.Space);
        UnitPoint[] points =
        [
            .. Enumerable.Range(0, count)
                .Select(i => space.Encode(new RandomSampler().Propose(new SamplingContext(sweep, i, []))!.Configuration)),
        ];
        return (space,
            new ParzenModel(
                space,
                new SortedPoints(
                    points,
                    [
                        [.. Enumerable.Range(0, count).OrderBy(i => points[i].Low[0])],
                    ])));
    }

    private static double[] Densities(UnitSpace space, ParzenModel model) =>
        [.. Enumerable.Range(0, Places).Select(i => Math.Exp(model.LogDensity(space.Decode([(i + 0.5) / Places])!.Value.Point)))];
}
