using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Mining;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Checkpoints;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Training.Tests.Runs;

public sealed class TrainerTests
{
    [Fact]
    public void A_run_reports_every_step_every_epoch_its_best_checkpoint_and_its_end()
    {
        using TrainingBench bench = new();
        RecordingReporter reporter = bench.Train(TrainingBench.Assignment());

        EndedReport ended = Assert.IsType<EndedReport>(reporter.Reports[^1]);
        Assert.True(ended.State == RunState.Finished, ended.Reason);
        StartedReport started = Assert.IsType<StartedReport>(reporter.Reports[0]);
        Assert.Equal(Enumerable.Range(1, 3 * started.StepsPerEpoch), reporter.Losses().Keys);
        Assert.Equal([1, 2, 3], reporter.Of<EvaluationReport>().Select(e => e.Epoch));
        Assert.Equal(["pixels", "untrained", "fisherfaces"], reporter.Of<BaselineReport>().Select(b => b.Method));
        Assert.All(
            reporter.Of<EvaluationReport>(),
            e =>
                Assert.True(
                    e.Metrics.ContainsKey("validation.eer") && e.Metrics.ContainsKey("test.auc") && e.Metrics.ContainsKey("train.loss")));

        CheckpointReport best = reporter.Of<CheckpointReport>().Last(c => c.Kind == CheckpointKind.Best);
        Assert.Equal(best.Sha256, SafetensorsReader.Hash(bench.Home.Absolute(best.Path)));
        Assert.Equal(best.Bytes, new FileInfo(bench.Home.Absolute(best.Path)).Length);
    }

    [Theory]
    [InlineData("validation.eer")]
    [InlineData("validation.far")]
    public void The_best_checkpoint_is_of_the_epoch_that_the_record_calls_best_also_when_the_run_was_interrupted(string metric)
    {
        MetricSpec spec = new() { Name = metric };
        RunAssignment assignment = TrainingBench.Assignment(TrainingBench.Small() with { Epochs = 12 }) with { Metric = spec };
        using TrainingBench bench = new();
        RecordingReporter whole = bench.Train(assignment);
        EpochResult[] epochs =
        [
            .. whole.Of<EvaluationReport>().Select(e => new EpochResult(e.Epoch, e.Metrics[metric], e.Metrics["validation.auc"])),
        ];
        int[] best = [.. epochs.Where(e => BestEpoch.Of(spec, epochs.Take(e.Epoch)) == e).Select(e => e.Epoch)];
        // else nothing here shows what decides among equals
        Assert.Contains(epochs, e => epochs.Count(other => other.Value == e.Value) > 1 && best.Contains(e.Epoch));

        using TrainingBench interrupted = new();
        List<RecordingReporter> parts = [];
        for (int epoch = 1; epoch <= 12; epoch++)
        {
            parts.Add(
                epoch < 12
                    ? interrupted.TrainUntil(epoch, assignment with { Attempt = epoch })
                    : interrupted.Train(assignment with { Attempt = epoch }));
        }

        foreach (RecordingReporter[] reports in (RecordingReporter[][])[[whole], [.. parts]])
        {
            Assert.Equal(
                best,
                reports.SelectMany(r => r.Of<CheckpointReport>()).Where(c => c.Kind == CheckpointKind.Best).Select(c => c.Epoch));
            Assert.Equal(best, reports.SelectMany(r => r.Of<EmbeddingReport>()).Where(e => e.Best).Select(e => e.Epoch));
        }
    }

    [Fact]
    public void A_network_that_no_memory_holds_ends_its_run_and_not_the_process()
    {
        using TrainingBench bench = new();
        // 4 TB
        RecordingReporter reporter = bench.Train(TrainingBench.Assignment(TrainingBench.Small() with { EmbeddingSize = 2_000_000_000 }));
        EndedReport ended = Assert.Single(reporter.Of<EndedReport>());
        Assert.Equal(RunState.Failed, ended.State);
        Assert.Contains("ran out of memory", ended.Reason, StringComparison.Ordinal);
        Assert.Contains("embedding_size 2000000000", ended.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LossKind.Contrastive, MiningKind.Random, 2.0)]
    [InlineData(LossKind.Triplet, MiningKind.Random, 1.0)]
    [InlineData(LossKind.Triplet, MiningKind.Semihard, 1.0)]
    [InlineData(LossKind.Cosine, MiningKind.Random, 0.5)]
    [InlineData(LossKind.Softmax, MiningKind.Random, null)]
    [InlineData(LossKind.Cosface, MiningKind.Random, 0.35)]
    [InlineData(LossKind.Arcface, MiningKind.Random, 0.5)]
    [InlineData(LossKind.Supcon, MiningKind.Random, null)]
    public void A_run_paused_at_any_step_and_resumed_gives_the_same_bits(LossKind loss, MiningKind mining, double? margin)
    {
        RunConfiguration configuration = TrainingBench.Small().WithLoss(loss, mining) with
        {
            Margin = margin, BatchSize = 8, Dropout = 0.2, Augment = Augmentations.Flip | Augmentations.Light,
        };
        using TrainingBench undisturbed = new();
        RecordingReporter whole = undisturbed.Train(TrainingBench.Assignment(configuration));
        Assert.Equal(RunState.Finished, whole.Of<EndedReport>().Single().State);

        using TrainingBench paused = new();
        List<RecordingReporter> parts = [];
        for (int attempt = 1; attempt < 40; attempt++)
        {
            RunControl control = new();
            int losses = 0;
            RecordingReporter part = new() { Reported = r => AskAfterFirstEvaluationOrLoss(r, control, ref losses, attempt) };
            parts.Add(paused.Train(TrainingBench.Assignment(configuration, attempt), control, part));
            if (part.Of<EndedReport>().Single().State == RunState.Finished)
            {
                break;
            }
        }

        Assert.True(parts.Count > 2);
        SortedDictionary<int, float> joined = [];
        foreach (RecordingReporter part in parts)
        {
            foreach ((int step, float value) in part.Losses())
            {
                Assert.True(joined.TryAdd(step, value) || joined[step].Equals(value));
            }
        }

        Assert.Equal(whole.Losses(), joined);
        Assert.Equal(
            whole.Of<EvaluationReport>().Select(e => string.Join(' ', e.Test!.Dissimilarities)),
            parts.SelectMany(p => p.Of<EvaluationReport>()).DistinctBy(e => e.Epoch).Select(e => string.Join(' ', e.Test!.Dissimilarities))
        );
    }

    [Theory]
    [InlineData(LossKind.Softmax, "loss.head.fc1.bias loss.head.fc1.weight loss.head.nonlinear.weight")]
    [InlineData(LossKind.Cosface, "loss.head.weight")]
    [InlineData(LossKind.Arcface, "loss.head.weight")]
    public void Class_weights_are_in_the_resume_file_and_not_in_a_checkpoint(LossKind loss, string names)
    {
        using TrainingBench bench = new();
        bench.TrainUntil(1, TrainingBench.Assignment(TrainingBench.Small().WithLoss(loss) with { BatchSize = 8 }));
        string[] InFile(string part)
        {
            string file = bench.Files().Single(f => Path.GetFileName(f).StartsWith(part, StringComparison.Ordinal));
            using SafetensorsReader reader = new(Path.Combine(bench.Home.Path, file));
            return [.. reader.Names.Where(n => n.Contains("head", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        }

        Assert.Empty(InFile("best-"));
        Assert.Empty(InFile("last-"));
        Assert.Equal(names, string.Join(' ', InFile("others-").Where(n => n.StartsWith("loss.head", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_batch_of_more_people_than_train_fails_the_run_with_what_to_lower()
    {
        using TrainingBench bench = new();
        RunConfiguration configuration = TrainingBench.Small().WithLoss(LossKind.Cosface) with { BatchSize = 40 };
        EndedReport ended = Assert.Single(bench.Train(TrainingBench.Assignment(configuration)).Of<EndedReport>());
        Assert.Equal(RunState.Failed, ended.State);
        Assert.Equal(
            "A batch_size of 40 with images_per_person 4 needs 10 people, and 4 train. "
                + "Lower batch_size to at most 16, or raise images_per_person.",
            ended.Reason);
    }

    private static void AskAfterFirstEvaluationOrLoss(RunReport report, RunControl control, ref int losses, int attempt)
    {
        if (report is EvaluationReport || (report is LossReport && ++losses >= attempt))
        {
            control.End(StopRequest.Pause);
        }
    }

    [Fact]
    public void A_loss_that_is_not_finite_fails_the_run_with_the_step_and_is_not_retried()
    {
        using TrainingBench bench = new();
        RecordingReporter reporter = bench.Train(TrainingBench.Assignment(TrainingBench.Small() with { LearningRate = 1e30, Epochs = 5 }));
        EndedReport ended = reporter.Of<EndedReport>().Single();
        Assert.Equal(RunState.Failed, ended.State);
        Assert.Equal(FailureCause.Run, ended.Cause);
        Assert.Contains("step", ended.Reason, StringComparison.Ordinal);
        Assert.Contains(reporter.Of<EventReport>(), e => e.Kind == "non_finite");
    }

    [Fact]
    public void Reports_that_were_not_acknowledged_are_sent_again_after_a_resume()
    {
        using TrainingBench bench = new();
        RunControl control = new();
        RecordingReporter first = new(acknowledges: false)
        {
            Reported = r =>
            {
                if (r is EvaluationReport)
                {
                    control.End(StopRequest.Pause);
                }
            },
        };
        bench.Train(TrainingBench.Assignment(), control, first);
        RecordingReporter second = bench.Train(TrainingBench.Assignment(attempt: 2));
        Assert.Equal(1, second.Losses().Keys.First());
        Assert.Equal(1, second.Of<EvaluationReport>().First().Epoch);
        Assert.Equal(RunState.Finished, second.Of<EndedReport>().Last().State);
    }

    [Fact]
    public void A_broken_resume_file_is_left_aside_and_the_run_starts_again_with_the_same_bits()
    {
        using TrainingBench bench = new();
        SortedDictionary<int, float> whole = bench.Train(TrainingBench.Assignment(trial: 1) with { Run = new RunId("test-0000", 0, 0, 0) })
            .Losses();
        using TrainingBench broken = new();
        RunControl control = new();
        broken.Train(
            TrainingBench.Assignment(),
            control,
            new RecordingReporter
            {
                Reported = r =>
                {
                    if (r is EvaluationReport)
                    {
                        control.End(StopRequest.Pause);
                    }
                },
            });
        string weights = Directory.GetFiles(broken.Home.CheckpointsOf(TrainingBench.Assignment().Run), "last-*").Single();
        byte[] bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 0x40;
        File.WriteAllBytes(weights, bytes);

        RecordingReporter again = broken.Train(TrainingBench.Assignment(attempt: 2));
        Assert.Equal(0, again.Of<StartedReport>().Single().FromStep);
        Assert.Contains(again.Of<EventReport>(), e => e.Detail.Contains("unusable", StringComparison.Ordinal));
        Assert.Equal(whole, again.Losses());
    }

    [Fact]
    public void Other_data_than_the_sweep_was_begun_on_is_refused()
    {
        using TrainingBench bench = new();
        RecordingReporter reporter = bench.Train(TrainingBench.Assignment() with { DatasetFingerprint = new string('0', 64) });
        EndedReport ended = reporter.Of<EndedReport>().Single();
        Assert.Equal(RunState.Failed, ended.State);
        Assert.Contains("fingerprint", ended.Reason, StringComparison.Ordinal);
        Assert.Equal(FailureCause.Worker, ended.Cause);
    }

    [Fact]
    public void Images_that_are_not_here_are_the_workers_fault_and_parameters_that_cannot_be_are_the_runs()
    {
        using TrainingBench bench = new();
        RunAssignment assignment = TrainingBench.Assignment();
        EndedReport lacking = bench
            .Train(assignment with { Options = assignment.Options with { Dataset = new DatasetSpec { Kind = DatasetKind.Orl } } })
            .Of<EndedReport>()
            .Single();
        Assert.Equal((RunState.Failed, FailureCause.Worker), (lacking.State, lacking.Cause));
        Assert.Contains("orl", lacking.Reason, StringComparison.Ordinal);

        EndedReport impossible = bench.Train(assignment with { Configuration = assignment.Configuration with { Margin = null } })
            .Of<EndedReport>()
            .Single();
        Assert.Equal((RunState.Failed, FailureCause.Run), (impossible.State, impossible.Cause));
        Assert.Contains("no margin", impossible.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pruned_run_keeps_its_best_checkpoint_and_says_why()
    {
        using TrainingBench bench = new();
        RunControl control = new();
        RecordingReporter reporter = bench.Train(
            TrainingBench.Assignment(),
            control,
            new RecordingReporter
            {
                Reported = r =>
                {
                    if (r is EvaluationReport)
                    {
                        control.End(StopRequest.Prune, "worse than its peers");
                    }
                },
            });
        EndedReport ended = reporter.Of<EndedReport>().Single();
        Assert.Equal((RunState.Pruned, "worse than its peers"), (ended.State, ended.Reason));
        Assert.Single(reporter.Of<CheckpointReport>());
    }
}
