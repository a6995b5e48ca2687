using Microsoft.Extensions.Logging;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Training.Tests.Runs;

/// <summary>A home, a small data set and a trainer.</summary>
internal sealed class TrainingBench : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public TrainingBench() => Home = new HomeDirectory(_directory.Path);

    /// <summary>A bench whose home is what another one's was at some moment, as after a kill.</summary>
    public static TrainingBench CopyOf(HomeDirectory home)
    {
        TrainingBench copy = new();
        foreach (string file in Directory.GetFiles(home.Path, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(copy.Home.Path, Path.GetRelativePath(home.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            try
            {
                File.Copy(file, target);
            }
            catch (IOException)
            {
                // The checkpoint's writer holds it or has just renamed it: what it leaves half written has a test of its own.
            }
        }

        return copy;
    }

    public static Augmentations EveryAugmentation { get; } = Enum.GetValues<Augmentations>().Aggregate((all, one) => all | one);

    public HomeDirectory Home { get; }

    public static RunAssignment Assignment(
        RunConfiguration? configuration = null,
        int attempt = 1,
        int trial = 0,
        SiameseOptions? options = null
    ) =>
        new()
        {
            Run = new RunId("test-0000", trial, 0, 0),
            Attempt = attempt,
            LeaseToken = "lease",
            Configuration = configuration ?? Small(),
            Options = options ?? SmallOptions(),
            Metric = new MetricSpec(),
            Device = "cpu",
            Threads = 1,
        };

    public static SiameseOptions SmallOptions() => new()
    {
        Dataset = new DatasetSpec { People = 8, Images = 4, Seed = 1 },
        Seed = 11,
        ValidationIdentities = 2,
    };

    public static RunConfiguration Small() => new() { ImageSize = 16, Epochs = 3, BatchSize = 4, LearningRate = 1e-3 };

    public RecordingReporter Train(
        RunAssignment assignment,
        RunControl? control = null,
        RecordingReporter? reporter = null,
        string? dataDirectory = null,
        TimeProvider? time = null)
    {
        reporter ??= new RecordingReporter();
        new Trainer(time ?? TimeProvider.System, new FailureLog())
            .Train(assignment, new TrainingContext(Home, dataDirectory ?? Home.DefaultData, reporter, control ?? new RunControl()));
        return reporter;
    }

    /// <summary>Trains until the given epoch is evaluated and pauses there.</summary>
    public RecordingReporter TrainUntil(int epoch, RunAssignment assignment, TimeProvider? time = null)
    {
        RunControl control = new();
        return Train(
            assignment,
            control,
            new RecordingReporter
            {
                Reported = r =>
                {
                    if (r is EvaluationReport e && e.Epoch == epoch)
                    {
                        control.End(StopRequest.Pause);
                    }
                },
            },
            time: time);
    }

    /// <summary>Names of all files of a run, weights and resume state, sorted.</summary>
    public string[] Files() =>
        [
            .. Directory.GetFiles(Home.Path, "*", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(Home.Path, f))
                .Order(StringComparer.Ordinal),
        ];

    public void Dispose() => _directory.Dispose();

    /// <summary>Shows a broken training's trace in the test's output.</summary>
    private sealed class FailureLog : ILogger<Trainer>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => TestContext.Current.TestOutputHelper?.WriteLine($"{formatter(state, exception)} {exception}");
    }
}
