using System.Diagnostics;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Scheduling.FromRecord;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;

namespace SiameseSweep.Core.Tests.Store;

/// <summary>A home directory with an open record and shorthand for what tests write into it.</summary>
internal sealed class RecordHome : IAsyncDisposable
{
    public const string Sweep = "orl-7f3a";
    private readonly TemporaryDirectory _directory = new();

    public RecordHome() => Store = RecordStore.Open(Home, Clock);

    public static Clock Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public HomeDirectory Home => new(_directory.Path);

    public RecordStore Store { get; private set; }

    public static RunId Run(int trial = 0, int replicate = 0) => new(Sweep, trial, replicate, 0);

    public static SweepDefinition Definition(string name = "orl") =>
        new()
        {
            Name = name,
            Method = "random",
            Metric = new MetricSpec(),
            Space = new SearchSpace(),
            Siamese = new SiameseOptions(),
            Yaml = "method: random\n",
        };

    /// <summary>A sweep with one trial of so many runs.</summary>
    public async Task<RecordHome> WithSweep(int trials = 1, int replicates = 1)
    {
        await Store.Writer.CreateSweep(Sweep, Definition());
        for (int trial = 0; trial < trials; trial++)
        {
            await Store.Writer.AddTrial(new NewTrial(
                Sweep, trial, new RunConfiguration(), "{}", [.. Enumerable.Range(0, replicates).Select(r => (Run(trial, r), (long)r))]));
        }

        return this;
    }

    /// <summary>Starts an attempt under a token that names it.</summary>
    public async Task<Attempt> Start(RunId? run = null)
    {
        RunId id = run ?? Run();
        string token = Guid.NewGuid().ToString("N");
        int? attempt = await Store.Writer.StartAttempt(new NewAttempt(id, token, "cpu", "silo", 2));
        Assert.NotNull(attempt);
        return new Attempt(Store.Writer, id, attempt.Value, token);
    }

    /// <summary>Returns the sweep as a head that starts now reads it.</summary>
    public SweepScheduler Load(string sweepId = Sweep)
    {
        SweepRow row = Store.Reader.Sweep(sweepId)!;
        return SweepFromRecord.Load(Store.Reader, row, RecordedDefinition.Of(row));
    }

    public async Task Reopen()
    {
        await Store.DisposeAsync();
        Store = RecordStore.Open(Home, Clock);
    }

    /// <summary>Output of Debian's sqlite3, fields separated by |.</summary>
    public string Sqlite3(string sql) => Sqlite3(Home.RecordFile, sql);

    public static string Sqlite3(string file, string sql)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/sqlite3"), "The sqlite3 command line is not on this machine.");
        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/sqlite3", ["-readonly", file, sql])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        string output = process.StandardOutput.ReadToEnd();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
        return output.TrimEnd('\n');
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _directory.Dispose();
    }
}

/// <summary>A live attempt that numbers its reports.</summary>
internal sealed class Attempt(IRecordWriter store, RunId run, int number, string token)
{
    private long _next = 1;

    public RunId Run => run;

    public int Number => number;

    public string Token => token;

    public async Task<ReportAck> Send(params RunReport[] reports)
    {
        ReportBatch batch = Batch(reports);
        _next += reports.Length;
        return await store.Apply(batch);
    }

    public ReportBatch Batch(params RunReport[] reports) => new(run, number, token, _next, reports);
}

/// <summary>A clock that a test sets.</summary>
internal sealed class Clock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;

    public void Pass(TimeSpan time) => now += time;
}
