using Microsoft.Extensions.Logging;
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

    public HomeDirectory Home { get; }

    public static RunAssignment Assignment(RunConfiguration? configuration = null, int attempt = 1, int trial = 0, SiameseOptions? options = null) => new()
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

    public RecordingReporter Train(RunAssignment assignment, RunControl? control = null, RecordingReporter? reporter = null, string? dataDirectory = null)
    {
        reporter ??= new RecordingReporter();
        new Trainer(TimeProvider.System, new FailureLog())
            .Train(assignment, new TrainingContext(Home, dataDirectory ?? Home.DefaultData, reporter, control ?? new RunControl()));
        return reporter;
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>Shows a broken training's trace in the test's output.</summary>
    private sealed class FailureLog : ILogger<Trainer>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            TestContext.Current.TestOutputHelper?.WriteLine($"{formatter(state, exception)} {exception}");
    }
}
