using System.Diagnostics;
using System.Globalization;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.TestKit;

namespace SiameseSweep.Core.Tests.Store;

/// <summary>A process that writes is killed with -9: what it was told is on disk is on disk.</summary>
public sealed class KilledWriterTests
{
    private const string HomeVariable = "SIAMESE_SWEEP_TEST_KILLED_HOME";
    private const int Losses = 100;

    [Fact]
    public async Task Everything_acknowledged_before_a_kill_is_on_record_without_a_gap()
    {
        using TemporaryDirectory directory = new();
        HomeDirectory home = new(directory.Path);
        // By the assembly, not by this process's own path: that is the host's when the tests were started with `dotnet X.dll`.
        ProcessStartInfo start = new(
            "dotnet",
            [
                typeof(KilledWriterTests).Assembly.Location,
                "-explicit",
                "only",
                "-noLogo",
                "-method",
                $"{typeof(KilledWriterTests).FullName}.{nameof(Writes_until_killed)}",
            ])
        {
            RedirectStandardOutput = true,
        };
        start.Environment[HomeVariable] = directory.Path;
        using Process child = Process.Start(start)!;
        int acknowledged = 0;
        while (acknowledged < 30 * Losses && await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            acknowledged = line.StartsWith("step ", StringComparison.Ordinal)
                ? int.Parse(line[5..], CultureInfo.InvariantCulture)
                : acknowledged;
        }

        child.Kill();
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(30 * Losses, acknowledged);
        await using (RecordStore store = RecordStore.Open(home, RecordHome.Clock))
        {
            int[] steps = [.. store.Reader.Losses(RecordHome.Run()).Select(p => p.Step)];
            Assert.True(steps.Length >= acknowledged);
            Assert.Equal(Enumerable.Range(1, steps.Length), steps);
            Assert.Equal(steps.Length, store.Reader.Run(RecordHome.Run())!.Step);
        }

        Assert.Equal("ok", RecordHome.Sqlite3(home.RecordFile, "PRAGMA integrity_check"));
    }

    [Fact(Explicit = true)]
    public async Task Writes_until_killed()
    {
        string? home = Environment.GetEnvironmentVariable(HomeVariable);
        Assert.SkipWhen(home is null, "The other half of the test above: it is started as a process of its own.");
        await using RecordStore store = RecordStore.Open(new HomeDirectory(home), RecordHome.Clock);
        RunId run = RecordHome.Run();
        await store.Writer.CreateSweep(RecordHome.Sweep, RecordHome.Definition());
        await store.Writer.AddTrial(new NewTrial(RecordHome.Sweep, 0, new Core.Sweeps.RunConfiguration(), "{}", [(run, 0)]));
        await store.Writer.StartAttempt(new NewAttempt(run, "t", "cpu", "silo", 1));
        using StreamWriter output = new(Console.OpenStandardOutput()) { AutoFlush = true };
        for (int batch = 0; batch < 100_000; batch++)
        {
            await store.Writer.Apply(new ReportBatch(run, 1, "t", batch + 1, [new LossReport((batch * Losses) + 1, new float[Losses])]));
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"\nstep {(batch + 1) * Losses}"));
        }
    }

    [Fact]
    public async Task Readers_of_another_connection_see_whole_commits_while_many_threads_write()
    {
        await using RecordHome home = await new RecordHome().WithSweep(trials: 8);
        using RecordReader reader = RecordReader.Open(home.Home);
        Task[] writers = [.. Enumerable.Range(0, 8).Select(async trial =>
        {
            Attempt attempt = await home.Start(RecordHome.Run(trial));
            for (int batch = 0; batch < 100; batch++)
            {
                Assert.True((await attempt.Send(new LossReport((batch * 10) + 1, new float[10]))).Accepted);
            }
        })];

        Task all = Task.WhenAll(writers);
        while (!all.IsCompleted)
        {
            int[] steps = [.. reader.Losses(RecordHome.Run(3)).Select(p => p.Step)];
            Assert.Equal(0, steps.Length % 10);
            Assert.Equal(Enumerable.Range(1, steps.Length), steps);
        }

        await all;
        Assert.Equal("8000", home.Sqlite3("SELECT count(*) FROM loss_history"));
    }
}
