using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model.Charts;
using SiameseSweep.Dashboard.Tests.Fakes;

namespace SiameseSweep.Dashboard.Tests.Model;

public sealed class ChartTests
{
    private static readonly RunId Run = new("s-0001", 0, 0, 0);

    [Fact]
    public void The_equal_error_rate_drawn_is_the_one_recorded_metrics_are_made_of()
    {
        DissimilaritySet scores = SampleFakes.Record().Scores.Values.First();
        OperatingCurve curve = OperatingCurve.Of(scores.Pairs)!;
        VerificationMetrics metrics = VerificationMetrics.Compute(
            scores.Pairs.Select(p => (float)p.Dissimilarity).ToArray(), scores.Pairs.Select(p => p.Different).ToArray());
        Assert.Equal(metrics.Eer, curve.EqualErrorRate, 6);
    }

    [Fact]
    public void The_operating_curve_runs_from_nothing_accepted_to_everything_accepted()
    {
        OperatingCurve curve = OperatingCurve.Of([Pair(false, 0.1), Pair(true, 0.2), Pair(false, 0.2), Pair(true, 0.9)])!;
        Assert.Equal([0, 0, 0.5, 1], curve.FalseAccepts);
        Assert.Equal([1, 0.5, 0, 0], curve.FalseRejects);
        Assert.Equal((0.5, 0), curve.At(0.5));
        Assert.Equal((0, 1), curve.At(0.05));
    }

    [Fact]
    public void Without_both_kinds_of_pairs_there_is_no_operating_curve() =>
        Assert.Null(OperatingCurve.Of([Pair(true, 0.3), Pair(true, double.NaN)]));

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.975, 1.959963985)]
    [InlineData(0.01, -2.326347874)]
    [InlineData(0.2, -0.841621234)]
    public void Normal_deviates_are_those_of_the_tables(double share, double deviate) =>
        Assert.Equal(deviate, VerificationCharts.Deviate(share), 6);

    [Fact]
    public void Each_kind_of_pairs_fills_its_histogram_to_one()
    {
        ChartModel histogram = VerificationCharts.Histogram(SampleFakes.Record().Scores.Values.First());
        Assert.All(histogram.Traces, t => Assert.Equal(1, t.Y.Sum()!.Value, 9));
        Assert.Equal(0.95, Assert.Single(histogram.Marks).X);
    }

    [Fact]
    public void Principal_components_find_the_direction_of_greatest_spread()
    {
        // Along (3, 4)/5 with steps of 5, and a tenth of that across it: an exact answer to compare with.
        List<float[]> vectors = [];
        for (int i = -2; i <= 2; i++)
        {
            vectors.Add([(3f * i) - (0.4f * (i * i - 2)), (4f * i) + (0.3f * (i * i - 2)), 7]);
        }

        PrincipalComponents plane = PrincipalComponents.Of(vectors);
        Assert.Equal([-10, -5, 0, 5, 10], plane.Points.Select(p => Math.Round(p.X, 5)));
        Assert.Equal(1, plane.Explained.Sum(), 6);
        Assert.True(plane.Explained[0] is > 0.98 and < 0.99);
    }

    [Fact]
    public void Embeddings_that_collapsed_to_a_point_are_drawn_as_one()
    {
        ChartModel chart = EmbeddingCharts.Plane([
            .. Enumerable.Range(0, 4).Select(i => new EmbeddingRow(Run, 1, $"testing/s{i % 2}/{i}.pgm", [1, 2, 3])),
        ]);
        Assert.Equal(["testing/s0", "testing/s1"], chart.Traces.Select(t => t.Name));
        Assert.All(chart.Traces, t => Assert.All(t.X, x => Assert.Equal(0, x, 6)));
    }

    [Fact]
    public void Losses_that_are_not_numbers_are_gaps()
    {
        LossPoint[] losses = [new LossPoint(1, 0.5), new LossPoint(2, double.NaN), new LossPoint(3, double.PositiveInfinity)];
        ChartModel chart = LossCharts.Alone(losses, losses, null);
        Assert.Equal([0.5, null, null], chart.Traces[0].Y);
    }

    [Fact]
    public void The_moving_average_does_not_start_from_nought() =>
        Assert.Equal([4.0, 4.0, 4.0], Series.Smooth([4, 4, 4], 0.9).Select(v => Math.Round(v!.Value, 9)));

    [Fact]
    public void A_thousand_runs_are_drawn_as_one_line_with_gaps()
    {
        List<LossLine> lines = Enumerable.Range(0, 1000)
            .Select(i => new LossLine($"run {i}", [new(1, i), new(2, i)], 1.0, "contrastive 2", i == 7))
            .ToList();
        ChartModel chart = LossCharts.Together(lines);
        Assert.Equal(2, chart.Traces.Count);
        Assert.Equal(999, chart.Traces[0].Y.Count(y => y is null));
        Assert.Equal("run 7", chart.Traces[1].Name);
        Assert.Equal("chance level, contrastive 2", Assert.Single(chart.Marks).Label);
    }

    [Fact]
    public void A_run_without_a_line_of_its_own_is_in_the_background_be_it_emphasized_or_not()
    {
        List<LossLine> lines = Enumerable.Range(0, 30)
            .Select(i => new LossLine($"run {i}", [new(1, i)], null, "", Emphasized: i != 0))
            .ToList();
        ChartModel overlay = LossCharts.Together(lines);
        Assert.Equal(1 + LossCharts.MostOwnLines, overlay.Traces.Count);
        Assert.Equal("all other runs", overlay.Traces[0].Name);
        Assert.Equal([0.0, .. Enumerable.Range(17, 13)], overlay.Traces[0].Y.OfType<double>());

        ChartModel comparison = LossCharts.Together(lines, Series.Distinct);
        Assert.Equal(30, comparison.Traces.Select(t => (t.Color, t.Dash)).Distinct().Count());
        Assert.DoesNotContain(comparison.Traces, t => t.Background);
    }

    [Fact]
    public void Many_long_lines_have_no_markers_and_a_single_epoch_always_has_one()
    {
        EvaluationRow[] Epochs(int count) =>
            [.. Enumerable.Range(1, count).Select(e => new EvaluationRow(new RunId("orl-7f3a", 0, 0, 0), e, "validation.eer", 0.5))];
        Assert.All(
            MetricCharts.OfRuns([("a", Epochs(50)), ("b", Epochs(50))], "validation.eer").Traces,
            t => Assert.Equal("lines+markers", t.Kind));
        ChartModel many = MetricCharts.OfRuns(
            [.. Enumerable.Range(0, 20).Select(i => ($"{i}", (IReadOnlyList<EvaluationRow>)Epochs(i == 7 ? 1 : 50)))],
            "validation.eer");
        Assert.Equal([7], many.Traces.Select((t, i) => (t.Kind, i)).Where(t => t.Kind == "lines+markers").Select(t => t.i));
    }

    [Fact]
    public void A_burst_of_one_run_does_not_press_the_others_onto_the_axis_and_the_chart_says_so()
    {
        List<LossPoint> calm = [.. Enumerable.Range(1, 100).Select(i => new LossPoint(i, 0.5))];
        List<LossPoint> bursting = [.. calm, new LossPoint(101, 400)];
        ChartModel chart = LossCharts.Together([
            new("calm", calm, 1.0, "contrastive 2", false),
            new("bursting", bursting, 1.0, "contrastive 2", false),
        ]);
        Assert.InRange(chart.YRange![1], 1.0, 2.0);
        Assert.True(chart.IsCut);
        Assert.Contains("80.4000", chart.Note, StringComparison.Ordinal);
        ChartModel even = LossCharts.Together([new("calm", calm, 1.0, "contrastive 2", false)]);
        Assert.Null(even.YRange);
        Assert.False(even.IsCut);
        Assert.Null(even.Note);
    }

    [Fact]
    public void Sixteen_runs_differ_by_colour_or_dash()
    {
        ChartModel chart = LossCharts.Together(
            Enumerable.Range(0, 16).Select(i => new LossLine($"{i}", [new(1, 1)], null, "", false)).ToList());
        Assert.Equal(16, chart.Traces.Select(t => (t.Color, t.Dash)).Distinct().Count());
    }

    private static DissimilarityRow Pair(bool different, double dissimilarity) => new("a", "b", different, dissimilarity);
}
