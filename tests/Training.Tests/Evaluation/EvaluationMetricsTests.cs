using SiameseSweep.Training.Evaluation;
using SiameseSweep.Training.Losses;

namespace SiameseSweep.Training.Tests.Evaluation;

public sealed class EvaluationMetricsTests
{
    private static readonly LabelledScores Validation = new([0.2f, 0.4f, 0.8f], [false, true, true]);
    private static readonly LabelledScores Test = new([0.1f, 0.5f, 0.25f, 0.9f], [false, false, true, true]);

    [Fact]
    public void Test_pairs_are_judged_at_the_threshold_that_validation_pairs_chose()
    {
        using ContrastiveLoss loss = new(1);
        EvaluationMetrics metrics = EvaluationMetrics.For(Validation, Test, loss);
        Assert.Equal(0.3, metrics.Threshold, 1e-6);
        Assert.False(metrics.ThresholdFromTest);
        Assert.Equal((0.0, 1.0), (metrics.Values["validation.eer"], metrics.Values["validation.accuracy"]));
        Assert.Equal((0.5, 0.5, 0.5), (metrics.Values["test.far"], metrics.Values["test.frr"], metrics.Values["test.accuracy"]));
        Assert.Equal(0.75, metrics.Values["test.auc"]);
        // 0.1² + 0.5² for the same, 0.75² + 0.1² for the different.
        Assert.Equal((0.01 + 0.25 + 0.5625 + 0.01) / 4, metrics.Values["test.loss"], 1e-6);
        Assert.Equal(12, metrics.Values.Count);
    }

    [Fact]
    public void Without_validation_people_the_test_pairs_choose_and_it_is_marked()
    {
        EvaluationMetrics metrics = EvaluationMetrics.For(null, Test, null);
        Assert.True(metrics.ThresholdFromTest);
        Assert.Equal(["test.accuracy", "test.auc", "test.eer", "test.far", "test.frr"], metrics.Values.Keys.Order());
    }

    [Fact]
    public void Validation_people_with_one_kind_of_pair_cannot_choose()
    {
        EvaluationMetrics metrics = EvaluationMetrics.For(new LabelledScores([0.2f], [false]), Test, null);
        Assert.True(metrics.ThresholdFromTest);
        Assert.True(double.IsNaN(metrics.Values["validation.eer"]));
        Assert.True(double.IsFinite(metrics.Values["test.accuracy"]));
    }

    [Fact]
    public void A_broken_network_is_not_given_a_threshold_from_elsewhere()
    {
        EvaluationMetrics metrics = EvaluationMetrics.For(new LabelledScores([float.NaN, 1f], [false, true]), Test, null);
        Assert.True(double.IsNaN(metrics.Threshold));
        Assert.True(double.IsNaN(metrics.Values["test.accuracy"]));
        Assert.Equal(0.75, metrics.Values["test.auc"]);
    }

    [Fact]
    public void Softmax_reports_no_evaluation_loss()
    {
        using SoftmaxLoss loss = new(5, 3, TorchSharp.torch.CPU, 1);
        Assert.DoesNotContain(EvaluationMetrics.For(Validation, Test, loss).Values.Keys, k => k.EndsWith("loss", StringComparison.Ordinal));
    }
}
