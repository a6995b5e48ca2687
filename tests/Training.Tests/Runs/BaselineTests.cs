using Microsoft.Extensions.Logging.Abstractions;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Data;
using SiameseSweep.Training.Evaluation;
using SiameseSweep.Training.Runs;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Runs;

public sealed class BaselineTests
{
    /// <summary>Runs that differ from one another in one thing each.</summary>
    private static readonly RunAssignment[] Runs =
    [
        Run(0),
        Run(1),
        Run(0, c => c with { Loss = LossKind.Softmax, Margin = null }),
        Run(0, c => c with { Margin = 1 }),
        Run(0, c => c with { Loss = LossKind.Cosine, Margin = 0.5 }),
        Run(0, c => c with { Loss = LossKind.Triplet, Margin = 1 }),
        Run(0, c => c with { EmbeddingSize = 9 }),
        Run(0, c => c with { ImageSize = 20 }),
        Run(0, c => c with { Invert = true }),
        Run(0) with
        {
            Run = new RunId("test-0000", 0, 1, 0),
        },
        Run(0, options: o => o with { Seed = 12 }),
        Run(0, options: o => o with { ValidationIdentities = 3 }),
        Run(0, options: o => o with { ValidationIdentities = 0 }),
        Run(0, options: o => o with { Folds = 3 }),
        Run(0, options: o => o with { Folds = 3 }) with
        {
            Run = new RunId("test-0000", 0, 0, 2),
        },
        Run(0, options: o => o with { Dataset = o.Dataset with { Seed = 2 } }),
        Run(0, options: o => o with { Dataset = o.Dataset with { Images = 5 } }),
    ];

    [Fact]
    public void A_runs_baselines_are_those_it_has_alone_whatever_its_process_trained_before()
    {
        using TrainingBench alone = new(), together = new();
        Trainer trainer = NewTrainer();
        BaselineReport[][] own = [.. Runs.Select(run => Baselines(alone, NewTrainer(), run))];
        Assert.All(Runs.Zip(own).Reverse(), run => Same(run.Second, Baselines(together, trainer, run.First)));

        // Each differs from the first run in its network or loss, or in its images: what was copied from another would be seen.
        Assert.Equal(
            Runs.Length,
            own.Select(b => string.Join(' ', b.SelectMany(r => r.Metrics).OrderBy(m => m.Key, StringComparer.Ordinal))).Distinct().Count());
    }

    [Theory]
    [InlineData(LossKind.Contrastive, 2.0, true)]
    [InlineData(LossKind.Softmax, null, false)]
    public void An_untrained_baseline_has_a_loss_where_the_runs_own_loss_has_one(LossKind loss, double? margin, bool has)
    {
        using TrainingBench bench = new();
        Trainer trainer = NewTrainer();
        Baselines(bench, trainer, Run(0, c => c with { Loss = has ? LossKind.Softmax : LossKind.Contrastive, Margin = has ? null : 2.0 }));
        BaselineReport untrained = Baselines(bench, trainer, Run(1, c => c with { Loss = loss, Margin = margin }))[1];
        Assert.Equal(has, untrained.Metrics.ContainsKey("test.loss"));
        Assert.Equal(has, untrained.Metrics.ContainsKey("validation.loss"));
    }

    [Fact]
    public void Fisherfaces_that_the_training_people_do_not_allow_are_an_event_that_says_why()
    {
        string[] people = ["p", "p", "q"];
        PreparedImages images = new(people, people, 1, [0, 0.25f, 1]);
        using Tensor pixels = zeros(3, 1, 1, 1);
        EvaluationPeople test = new(
            new PairBookReport("book", EvaluationSplit.Test, people, people), images, pixels, PairDissimilarities.Different(people));
        string[] alone = ["a", "b", "c"];
        RunReport report = new SharedBaselines().Fisherfaces(new PreparedImages(alone, alone, 1, [0, 0.5f, 1]), validation: null, test);
        Assert.Equal(new BaselineImpossible("fisherfaces", "No training person has two images.").ToReport(), report);
    }

    [Fact]
    public void A_resumed_run_does_not_evaluate_its_trained_network_as_untrained()
    {
        using TrainingBench bench = new();
        RecordingReporter paused = bench.TrainUntil(2, TrainingBench.Assignment());
        RecordingReporter resumed = bench.Train(TrainingBench.Assignment(attempt: 2));
        Assert.Equal(Baseline.All.Count, paused.Of<BaselineReport>().Count());
        Assert.Empty(resumed.Of<BaselineReport>()); // they are on record
        Assert.True(resumed.Of<StartedReport>().Single().FromStep > 0);
    }

    [Fact]
    public void A_resumed_run_sends_baselines_that_no_record_has_acknowledged_as_they_were()
    {
        using TrainingBench bench = new();
        RunControl control = new();
        RecordingReporter paused = bench.Train(
            TrainingBench.Assignment(),
            control,
            new RecordingReporter(acknowledges: false)
            {
                Reported = r =>
                {
                    if (r is EvaluationReport { Epoch: 2 })
                    {
                        control.End(StopRequest.Pause);
                    }
                },
            });
        RecordingReporter resumed = bench.Train(TrainingBench.Assignment(attempt: 2));
        Same([.. paused.Of<BaselineReport>()], [.. resumed.Of<BaselineReport>()]);
    }

    [Fact]
    public void A_run_that_begins_again_on_another_basis_evaluates_the_network_it_begins_with()
    {
        using TrainingBench moved = new(), alone = new();
        moved.TrainUntil(2, TrainingBench.Assignment());
        RecordingReporter again = moved.Train(TrainingBench.Assignment(attempt: 2) with { Threads = 2 });
        Assert.Equal(0, again.Of<StartedReport>().Single().FromStep);
        Same([.. alone.Train(TrainingBench.Assignment() with { Threads = 2 }).Of<BaselineReport>()], [.. again.Of<BaselineReport>()]);
    }

    private static RunAssignment Run(
        int trial,
        Func<RunConfiguration, RunConfiguration>? change = null,
        Func<SiameseOptions, SiameseOptions>? options = null)
    {
        RunConfiguration configuration = TrainingBench.Small() with { Epochs = 1 };
        SiameseOptions small = TrainingBench.SmallOptions();
        return TrainingBench.Assignment(
            change?.Invoke(configuration) ?? configuration,
            trial: trial,
            options: options?.Invoke(small) ?? small);
    }

    private static Trainer NewTrainer() => new(TimeProvider.System, NullLogger<Trainer>.Instance);

    /// <summary>A run's baselines; it is stopped before its first step.</summary>
    private static BaselineReport[] Baselines(TrainingBench bench, Trainer trainer, RunAssignment run)
    {
        RunControl control = new();
        control.End(StopRequest.Stop);
        RecordingReporter reporter = new();
        trainer.Train(run, new TrainingContext(bench.Home, bench.Home.DefaultData, reporter, control));
        Assert.Equal(RunState.Stopped, reporter.Of<EndedReport>().Single().State);
        return [.. reporter.Of<BaselineReport>()];
    }

    private static void Same(BaselineReport[] expected, BaselineReport[] found)
    {
        Assert.Equal(Baseline.All.Select(b => b.Name), expected.Select(b => b.Method));
        Assert.Equal(expected.Select(b => b.Method), found.Select(b => b.Method));
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Metrics, pair.Second.Metrics));
    }
}
