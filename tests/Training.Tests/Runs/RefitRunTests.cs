using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Evaluation;

namespace SiameseSweep.Training.Tests.Runs;

/// <summary>Runs that train a sweep's winner again.</summary>
public sealed class RefitRunTests
{
    private static readonly RunAssignment Refit = TrainingBench.Assignment(
        options: TrainingBench.SmallOptions() with { ValidationIdentities = 0 }) with
    {
        RefitThreshold = 0.7,
        Metric = new MetricSpec().OnTest(),
    };

    [Fact]
    public void A_refit_is_scored_on_the_test_people_once_after_its_last_epoch_at_the_threshold_that_it_was_given()
    {
        using TrainingBench bench = new(), swept = new();
        RecordingReporter reporter = bench.Train(Refit);

        Assert.Equal(RunState.Finished, reporter.Of<EndedReport>().Single().State);
        EvaluationReport[] evaluations = [.. reporter.Of<EvaluationReport>()];
        Assert.Equal([1, 2, 3], evaluations.Select(e => e.Epoch));
        Assert.All(
            evaluations[..2],
            e => Assert.Equal(("train.loss", null, null), (string.Join(' ', e.Metrics.Keys), e.Validation, e.Test)));
        Assert.Contains("test.eer", evaluations[2].Metrics);
        Assert.DoesNotContain(evaluations[2].Metrics.Keys, m => m.StartsWith("validation.", StringComparison.Ordinal));
        Assert.Equal((0.7, false, null), (evaluations[2].Threshold, evaluations[2].ThresholdFromTest, evaluations[2].Validation));
        bool[] different = PairDissimilarities.Different(reporter.Of<PairBookReport>().Single().People);
        float[] accepted = [.. evaluations[2].Test!.Dissimilarities.Where((d, pair) => different[pair] && d <= 0.7)];
        Assert.Equal(accepted.Length / (double)different.Count(d => d), evaluations[2].Metrics["test.far"], 1e-12);
        Assert.Equal([3], reporter.Of<CheckpointReport>().Where(c => c.Kind == CheckpointKind.Best).Select(c => c.Epoch));
        Assert.Equal([(3, true)], reporter.Of<EmbeddingReport>().Select(e => (e.Epoch, e.Best)));

        int people = swept.Train(TrainingBench.Assignment()).Of<StartedReport>().Single().TrainingPeople!.Value;
        Assert.Equal(people + TrainingBench.SmallOptions().ValidationIdentities, reporter.Of<StartedReport>().Single().TrainingPeople);
    }

    [Fact]
    public void A_refit_that_was_interrupted_gives_the_same_bits()
    {
        using TrainingBench whole = new(), parts = new();
        EvaluationReport expected = whole.Train(Refit).Of<EvaluationReport>().Last();
        parts.TrainUntil(1, Refit);
        RecordingReporter resumed = parts.Train(Refit with { Attempt = 2 });
        Assert.True(resumed.Of<StartedReport>().Single().FromStep > 0);
        Assert.Equal(expected.Test!.Dissimilarities, resumed.Of<EvaluationReport>().Last().Test!.Dissimilarities);
    }
}
