using System.Diagnostics;
using System.Globalization;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Statistics;
using SiameseSweep.TestKit;

namespace SiameseSweep.Core.Tests.Statistics;

public sealed class IdentityBootstrapTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Weighted_metrics_are_those_of_the_pairs_written_out_as_often_as_they_weigh(int seed)
    {
        ScoredPairs pairs = Pairs(4, 5, (ulong)seed, ties: seed == 2);
        int[] weights = [2, 0, 3, 1];
        (float[] values, bool[] different, int[] pairWeights) = Expand(pairs, weights);
        float[] manyValues = [.. values.Zip(pairWeights).SelectMany(p => Enumerable.Repeat(p.First, p.Second))];
        bool[] manyDifferent = [.. different.Zip(pairWeights).SelectMany(p => Enumerable.Repeat(p.First, p.Second))];
        VerificationMetrics expected = VerificationMetrics.Compute(manyValues, manyDifferent, pairs.Threshold);

        WeightedPairs weighted = new(pairs, ["p0", "p1", "p2", "p3"]);

        Assert.Equal(["eer", "auc", "accuracy", "far", "frr"], MeasureCatalog.FromPairs.Select(m => m.Name));
        Assert.All(MeasureCatalog.FromPairs, measure => Assert.Equal(expected[measure], weighted.Compute(measure, weights), 12));
        Assert.Equal(
            (expected.Eer, expected.Auc, expected.Accuracy, expected.Far, expected.Frr),
            (
                expected[MeasureCatalog.Eer],
                expected[MeasureCatalog.Auc],
                expected[MeasureCatalog.Accuracy],
                expected[MeasureCatalog.Far],
                expected[MeasureCatalog.Frr]));
    }

    [Fact]
    public void Weighted_auc_is_scikit_learns_with_sample_weights()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "Debian's python3 is not on this machine.");
        ScoredPairs pairs = Pairs(4, 5, 7, ties: true);
        int[] weights = [1, 2, 0, 4];
        (float[] values, bool[] different, int[] pairWeights) = Expand(pairs, weights);
        string script =
            $"""
            from sklearn.metrics import roc_auc_score
            print(repr(float(roc_auc_score([{string.Join(',', different.Select(d => d ? 1 : 0))}], [{string.Join(
                ',',
                values.Select(v => ((double)v).ToString("R", CultureInfo.InvariantCulture))
            )}], sample_weight=[{string.Join(',', pairWeights)}]))))
            """;
        using Process python = Process.Start(
            new ProcessStartInfo("/usr/bin/python3", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        string output = python.StandardOutput.ReadToEnd();
        string error = python.StandardError.ReadToEnd();
        python.WaitForExit();
        Assert.SkipWhen(error.Contains("No module named", StringComparison.Ordinal), "scikit-learn is not on this machine.");

        double auc = new WeightedPairs(pairs, ["p0", "p1", "p2", "p3"]).Compute(MeasureCatalog.Auc, weights);

        Assert.Equal(double.Parse(output, CultureInfo.InvariantCulture), auc, 12);
    }

    [Fact]
    public void Runs_of_one_book_are_resampled_on_the_same_people()
    {
        IdentityBootstrap one = IdentityBootstrap.Compute(Pairs(5, 10, 1), MeasureCatalog.Eer)!;
        IdentityBootstrap again = IdentityBootstrap.Compute(Pairs(5, 10, 1), MeasureCatalog.Eer)!;
        IdentityBootstrap otherBook = IdentityBootstrap.Compute(Pairs(5, 10, 1) with { Book = "other" }, MeasureCatalog.Eer)!;

        Assert.Equal(All(one), All(again));
        Assert.NotEqual(All(one), All(otherBook));
    }

    [Fact]
    public void Three_people_are_drawn_as_often_as_counting_says_and_each_draw_has_the_metric_of_its_pairs_written_out()
    {
        ScoredPairs pairs = Pairs(3, 7, 2);
        double Auc(params int[] weights)
        {
            (float[] values, bool[] different, int[] pairWeights) = Expand(pairs, weights);
            return VerificationMetrics.Compute(
                    [.. values.Zip(pairWeights).SelectMany(p => Enumerable.Repeat(p.First, p.Second))],
                    [.. different.Zip(pairWeights).SelectMany(p => Enumerable.Repeat(p.First, p.Second))])
                .Auc;
        }

        // Of 27 ordered draws 3 are one person alone and are drawn again: 6 of the other 24 have everybody once, 3 each way to
        // have one twice and another once.
        Dictionary<double, double> expected = [];
        foreach (int[] weights in new int[][] { [1, 1, 1], [2, 1, 0], [2, 0, 1], [1, 2, 0], [0, 2, 1], [1, 0, 2], [0, 1, 2] })
        {
            expected.Add(Math.Round(Auc(weights), 9), (weights[0] == weights[1] ? 6 : 3) / 24.0);
        }

        double[] draws = [.. All(IdentityBootstrap.Compute(pairs, MeasureCatalog.Auc)!).Select(v => Math.Round(v, 9))];

        Assert.All(draws, v => Assert.Contains(v, expected.Keys));
        Assert.All(
            expected,
            e =>
                Assert.Equal(
                    e.Value,
                    draws.Count(v => v == e.Key) / (double)draws.Length,
                    4 * Math.Sqrt(e.Value * (1 - e.Value) / draws.Length)));
    }

    [Fact]
    public void Scores_that_are_all_alike_tell_nobody_apart_under_any_weights()
    {
        ScoredPairs alike = Pairs(4, 3, 1) with { Dissimilarities = [.. Enumerable.Repeat(1f, 66)], Threshold = 1 };
        WeightedPairs pairs = new(alike, ["p0", "p1", "p2", "p3"]);

        // Only all or nothing can be accepted: (FAR, FRR) goes from (0, 1) to (1, 0), which crosses in the middle.
        // At the threshold itself every pair is judged the same.
        Assert.Equal([0.5, 0.5, 0.5, 1, 0], MeasureCatalog.FromPairs.Select(m => pairs.Compute(m, [2, 0, 3, 1])));
    }

    [Fact]
    public void More_people_give_a_narrower_interval()
    {
        double Width(int people)
        {
            double[] values = [.. All(IdentityBootstrap.Compute(Pairs(people, 4, 3), MeasureCatalog.Auc)!).Order()];
            return values[^13] - values[12];
        }

        Assert.True(Width(4) > 1.5 * Width(24), $"{Width(4)} against {Width(24)}");
    }

    [Fact]
    public void Nothing_is_resampled_for_losses_for_fewer_than_three_people_or_for_scores_that_are_not_numbers()
    {
        Assert.Null(IdentityBootstrap.Compute(Pairs(5, 4, 1), MeasureCatalog.Loss));
        Assert.Null(IdentityBootstrap.Compute(Pairs(1, 4, 1), MeasureCatalog.Eer));
        Assert.Null(IdentityBootstrap.Compute(Pairs(2, 4, 1), MeasureCatalog.Eer)); // each drawn once is the only draw
        Assert.NotNull(IdentityBootstrap.Compute(Pairs(3, 4, 1), MeasureCatalog.Eer));
        Assert.True(
            double.IsNaN(
                IdentityBootstrap.Compute(
                    Pairs(3, 2, 1) with
                    {
                        Dissimilarities = [.. Enumerable.Repeat(1f, 14), float.NaN],
                    },
                    MeasureCatalog.Eer
                )![0]));
    }

    private static IEnumerable<double> All(IdentityBootstrap bootstrap) =>
        Enumerable.Range(0, IdentityBootstrap.Draws).Select(i => bootstrap[i]);

    private static ScoredPairs Pairs(int people, int images, ulong seed, bool ties = false)
    {
        KeyedRandom random = KeyedRandom.For(seed, RandomUse.Preview);
        string[] personOf = [.. Enumerable.Range(0, people * images).Select(i => $"p{i / images}")];
        List<float> scores = [];
        for (int a = 0; a < personOf.Length; a++)
        {
            for (int b = a + 1; b < personOf.Length; b++)
            {
                double score = (personOf[a] == personOf[b] ? 1 : 2) + random.NextGaussian();
                scores.Add((float)(ties ? Math.Round(score) : score));
            }
        }

        return new ScoredPairs("book", personOf, scores, 1.5);
    }

    private static (float[] Values, bool[] Different, int[] Weights) Expand(ScoredPairs pairs, int[] weights)
    {
        List<(float, bool, int)> all = [];
        int pair = 0;
        for (int a = 0; a < pairs.People.Count; a++)
        {
            for (int b = a + 1; b < pairs.People.Count; b++)
            {
                int i = pairs.People[a][1] - '0', j = pairs.People[b][1] - '0';
                all.Add((pairs.Dissimilarities[pair++], i != j, i == j ? weights[i] : weights[i] * weights[j]));
            }
        }

        return ([.. all.Select(p => p.Item1)], [.. all.Select(p => p.Item2)], [.. all.Select(p => p.Item3)]);
    }
}
