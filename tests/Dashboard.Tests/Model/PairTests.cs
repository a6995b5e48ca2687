using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.Dashboard.Model.Charts;

namespace SiameseSweep.Dashboard.Tests.Model;

public sealed class PairTests
{
    [Fact]
    public void A_pair_at_the_threshold_is_the_same_person()
    {
        Assert.True(HardPair.Judge(new DissimilarityRow("a", "b", false, 1), 1).Right);
        Assert.False(HardPair.Judge(new DissimilarityRow("a", "b", true, 1), 1).Right);
    }

    [Fact]
    public void The_hardest_pair_lies_furthest_on_the_wrong_side()
    {
        DissimilaritySet set = Set(1, ("a", "b", true, 0.2), ("a", "c", false, 1.5), ("b", "c", true, 3), ("c", "d", true, double.NaN));
        Assert.Equal([0.8, 0.5, -2], HardPair.Hardest(set, 9).Select(p => Math.Round(p.Error, 9)));
    }

    [Fact]
    public void One_slider_judges_all_runs_by_their_own_thresholds()
    {
        DissimilaritySet a = Set(1, ("x", "y", true, 1.5), ("x", "z", false, 0.5), ("y", "z", false, 1.2));
        DissimilaritySet b = Set(10, ("x", "y", true, 8), ("x", "z", false, 5), ("y", "z", false, 9));
        JointPairs book = JointPairs.Judge([("a", a), ("b", b)], 1);
        Assert.Equal((1, 1), (book.RightAndWrong(0, 1), book.RightAndWrong(1, 0)));
        Assert.Equal([1.0, 10.0], book.Runs.Select(r => r.Threshold));
        Assert.Equal((0.0, 0.5, 0.75), (book.Runs[0].FalseAccepts, book.Runs[0].FalseRejects, book.Runs[0].Accuracy));
        Assert.Equal(2, book.Disagreements(9).Count);
        Assert.Equal(1, JointPairs.Judge([("a", a), ("b", b)], 1.2).Runs[0].Accuracy);
    }

    [Fact]
    public void Only_pairs_that_all_runs_scored_are_judged() =>
        Assert.Empty(JointPairs.Judge([("a", Set(1, ("x", "y", true, 1))), ("b", Set(1, ("p", "q", true, 1)))], 1).Pairs);

    [Fact]
    public void Likeness_counts_the_pairs_on_either_side()
    {
        Likeness likeness = Likeness.Of(
            0.5,
            Set(
                1,
                ("a", "b", false, 0.1),
                ("a", "c", false, 0.6),
                ("a", "d", true, 0.4),
                ("b", "d", true, 2),
                ("c", "d", true, 3),
                ("b", "c", true, 4))
        )!;
        Assert.Equal((0.5, 0.25), (likeness.SameAbove, likeness.DifferentBelow));
        Assert.StartsWith("In this run's test set, 50 % of same-person pairs", likeness.Sentence, StringComparison.Ordinal);
        Assert.Null(Likeness.Of(0.5, null));
    }

    [Fact]
    public void A_verdict_of_a_checkpoint_that_judges_like_a_coin_is_doubted()
    {
        Assert.Null(Likeness.Of(0.5, Set(1, ("a", "b", false, 0.1), ("a", "d", true, 2)))!.Doubt);
        Likeness collapsed = Likeness.Of(0.5, Set(1, ("a", "b", false, 0.1), ("a", "c", false, 0.1), ("a", "d", true, 0.1)))!;
        Assert.Equal(0.5, collapsed.Accuracy);
        Assert.StartsWith("This checkpoint judges 50 % of its test pairs right", collapsed.Doubt, StringComparison.Ordinal);
    }

    [Fact]
    public void Dissimilarities_that_are_all_one_make_one_bar_in_the_middle()
    {
        ChartModel chart = VerificationCharts.Histogram(Set(2e-6, ("a", "b", false, 2.24e-6), ("a", "c", true, 2.24e-6)));
        Assert.All(chart.Traces, t => Assert.Equal([1.0], t.Y.Where(y => y > 0)));
        Assert.All(chart.Traces, t => Assert.InRange(2.24e-6, t.X[0], t.X[^1]));
        Assert.InRange(chart.Traces[0].X[^1], 2.24e-6, 2 * 2.24e-6);
    }

    [Fact]
    public void Interval_bars_share_a_scale_that_holds_all_of_them()
    {
        IntervalScale scale = IntervalScale.Of([0.1, double.NaN, 0.3]);
        Assert.InRange(scale.Place(0.1), 1, 10);
        Assert.InRange(scale.Place(0.3), 90, 99);
        Assert.Equal(50, IntervalScale.Of([0.2]).Place(0.2), 6);
        Assert.Equal(new IntervalScale(0, 1), IntervalScale.Of([]));
    }

    private static DissimilaritySet Set(double threshold, params (string A, string B, bool Different, double D)[] pairs) =>
        new(
            new RunId("s", 0, 0, 0),
            1,
            EvaluationSplit.Test,
            threshold,
            false,
            pairs.Select(p => new DissimilarityRow(p.A, p.B, p.Different, p.D)).ToList());
}
