using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Mining;
using SiameseSweep.Core.Models;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Runs;
using TorchSharp;

namespace SiameseSweep.Training.Tests.Runs;

/// <summary>Counts the process's tensors, so nothing may run beside it.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    public static TheoryData<ModelKind> Models => new(ModelRegistry.Kinds);

    [Theory]
    [MemberData(nameof(Models))]
    public void Live_tensors_are_as_many_after_every_of_fifty_epochs_and_resident_memory_does_not_grow(ModelKind model)
    {
        if (model == ModelKind.Resnet)
        {
            WholeSuite.Only();
        }

        using TrainingBench bench = new();
        GC.GetTotalMemory(forceFullCollection: true); // what earlier tests left to finalizers must not go in the middle
        List<long> live = [];
        Dictionary<int, long> resident = [];
        bench.Train(
            TrainingBench.Assignment(SmallOf(model) with { Epochs = 50, Dropout = 0.2, Augment = Augmentations.Flip }) with
            {
                Metric = new MetricSpec { Name = "none" },
                Threads = 2,
            },
            reporter: new RecordingReporter { Reported = Look });
        Assert.Equal(50, live.Count);
        Assert.All(live, count => Assert.Equal(live[0], count));
        // The network's weights take 4 MB and an epoch's images and features one: a step that kept any of it would show.
        Assert.InRange(resident[50] - resident[10], long.MinValue, 24_000);

        void Look(RunReport report)
        {
            if (report is not EvaluationReport)
            {
                return;
            }

            live.Add(torch.Tensor.TotalCount);
            if (live.Count is 10 or 50)
            {
                // collecting after each epoch would hide a tensor that a step leaves to its finalizer
                resident[live.Count] = ResidentWhenCollected();
            }
        }
    }

    [Fact]
    public void Twenty_runs_one_after_another_leave_no_tensor_behind()
    {
        RunConfiguration[] kinds =
        [
            TrainingBench.Small(), TrainingBench.Small() with { Loss = LossKind.Softmax, Margin = null, Optimizer = OptimizerKind.Sgd },
            TrainingBench.Small() with { Loss = LossKind.Triplet, Margin = 1, Mining = MiningKind.Semihard, BatchSize = 8 },
            TrainingBench.Small() with { Loss = LossKind.Cosine, Margin = 0.5, Optimizer = OptimizerKind.Adamw },
            .. ModelRegistry.Kinds.Select(SmallOf),
        ];
        long before = torch.Tensor.TotalCount;
        for (int i = 0; i < 20; i++)
        {
            using TrainingBench bench = new();
            RecordingReporter reporter = bench.Train(
                TrainingBench.Assignment(kinds[i % kinds.Length] with { Epochs = 2 }) with
                {
                    Threads = 2,
                });
            Assert.Equal(RunState.Finished, reporter.Of<EndedReport>().Single().State);
        }

        // Less when a finalizer took what an earlier test left; more by the softmax head's three, since TorchSharp's Parameter takes
        // over the handle of the tensor it is made from without counting that one as gone.
        Assert.InRange(torch.Tensor.TotalCount, 0, before + (5 * 3));
        Assert.DoesNotContain("training helper", Threads());
    }

    [Fact]
    public void A_run_that_breaks_leaves_no_tensor_behind_wherever_it_breaks()
    {
        Type[] places =
        [
            typeof(StartedReport),
            typeof(LossReport),
            typeof(EvaluationReport),
            typeof(EmbeddingReport),
            typeof(CheckpointReport),
        ];
        long before = torch.Tensor.TotalCount;
        foreach (Type place in places)
        {
            using TrainingBench bench = new();
            RecordingReporter reporter = bench.Train(
                TrainingBench.Assignment(),
                reporter: new RecordingReporter
                {
                    Reported = r =>
                    {
                        if (r.GetType() == place)
                        {
                            throw new InvalidOperationException("it broke");
                        }
                    },
                });
            EndedReport ended = Assert.IsType<EndedReport>(reporter.Reports[^1]);
            Assert.Equal(FailureCause.Transient, ended.Cause);
            Assert.Equal("The training broke: it broke", ended.Reason);
        }

        using TrainingBench refused = new();
        refused.Train(TrainingBench.Assignment() with { DatasetFingerprint = new string('0', 64) });
        refused.Train(
            TrainingBench.Assignment(
                TrainingBench.Small() with
                {
                    Loss = LossKind.Triplet,
                    Margin = 1,
                    Mining = MiningKind.All,
                    BatchSize = 100_000,
                }));
        Assert.InRange(torch.Tensor.TotalCount, 0, before);
    }

    [Fact]
    public void Memory_that_runs_out_is_told_with_what_to_lower()
    {
        // A petabyte is more than any address space has, so the allocator refuses at once.
        Exception error = Assert.ThrowsAny<Exception>(() => torch.empty(1L << 48));
        string? reason = DeviceErrors.Explain(error, TrainingBench.Assignment());
        Assert.StartsWith("cpu ran out of memory with batch_size 4, image_size 16 and embedding_size ", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CUDA out of memory. Tried to allocate 160.00 MiB. GPU 0 has a total capacity of 79.10 GiB", "ran out of memory")]
    [InlineData(
        "CUDA error: an illegal memory access was encountered\nCUDA kernel errors might be asynchronously reported",
        "the worker ends"
    )]
    [InlineData("cuDNN error: CUDNN_STATUS_NOT_SUPPORTED", "cuda:0 failed (cuDNN error")]
    [InlineData("The size of tensor a (3) must match the size of tensor b (4)", null)]
    public void Errors_of_a_device_are_told_apart_from_others(string message, string? words)
    {
        string? reason = DeviceErrors.Explain(
            new System.Runtime.InteropServices.ExternalException(message),
            TrainingBench.Assignment() with
            {
                Device = "cuda:0",
            });
        Assert.Equal(words is null, reason is null);
        Assert.Contains(words ?? "", reason ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CUDA error: an illegal memory access was encountered", true)]
    [InlineData("cuDNN error: CUDNN_STATUS_EXECUTION_FAILED", true)]
    [InlineData("CUDA error: out of memory", false)]
    [InlineData("CUBLAS_STATUS_NOT_SUPPORTED", false)]
    public void A_lost_device_leaves_the_trainer_after_the_run_has_said_why(string message, bool lost)
    {
        using TrainingBench bench = new();
        RecordingReporter reporter = new()
        {
            Reported = r =>
            {
                if (r is LossReport)
                {
                    throw new System.Runtime.InteropServices.ExternalException(message);
                }
            },
        };
        Exception? thrown = Record.Exception(() => bench.Train(TrainingBench.Assignment(), reporter: reporter));
        Assert.Equal(lost, thrown is DeviceLostException);
        EndedReport ended = Assert.IsType<EndedReport>(reporter.Reports[^1]);
        Assert.Equal(FailureCause.Transient, ended.Cause);
        Assert.Contains("cpu", ended.Reason, StringComparison.Ordinal);
    }

    private static RunConfiguration SmallOf(ModelKind model) =>
        TrainingBench.Small() with { Model = model, ImageSize = ModelCatalog.Of(model).SmallestImageSize, Width = 8 };

    /// <summary>Names of the process's threads.</summary>
    private static string[] Threads() => [.. Directory.GetDirectories("/proc/self/task").Select(NameOf)];

    private static string NameOf(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "comm")).Trim();
        }
        catch (IOException)
        {
            return ""; // it ended meanwhile
        }
    }

    /// <summary>In kB. Garbage that the collector lets lie says nothing about what the training keeps: it may be 100 MB on a machine
    /// with much memory and a large cache.</summary>
    private static long ResidentWhenCollected()
    {
        GC.GetTotalMemory(forceFullCollection: true);
        return Resident();
    }

    private static long Resident() =>
        long.Parse(
            File.ReadLines("/proc/self/status")
                .Single(l => l.StartsWith("VmRSS:", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            System.Globalization.CultureInfo.InvariantCulture);
}
