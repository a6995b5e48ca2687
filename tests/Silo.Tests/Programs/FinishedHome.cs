using SiameseSweep.Core.Store;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Programs;

/// <summary>
/// A DATADIR in which the real program has run a tiny sweep to its end; made when the first test asks, for tests that only read.
/// </summary>
public sealed class FinishedHome : IAsyncDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly Lazy<Task<Outcome>> _run;

    public FinishedHome() => _run = new Lazy<Task<Outcome>>(RunOnce);

    public string Path => _folder.File("home");

    public string SweepFile => _folder.File("tiny.yaml");

    /// <summary>Waits for the sweep and returns what the program said.</summary>
    public Task<Outcome> Outcome => _run.Value;

    public async Task<string> Sweep()
    {
        await Outcome;
        return RecordFile.Text(Path, "select sweep_id from sweeps");
    }

    /// <summary>A copy of it, for tests that change something.</summary>
    public async Task<string> CopyTo(string target)
    {
        await Outcome;
        new HomeDirectory(target).Make();
        foreach (string file in Directory
                .EnumerateFiles(Path, "*", SearchOption.AllDirectories)
                .Where(f => !f.EndsWith("-wal", StringComparison.Ordinal) && !f.EndsWith("-shm", StringComparison.Ordinal)))
        {
            string copy = System.IO.Path.Combine(target, System.IO.Path.GetRelativePath(Path, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }

    public async ValueTask DisposeAsync()
    {
        if (_run.IsValueCreated)
        {
            await Task.WhenAny(_run.Value);
        }

        _folder.Dispose();
    }

    private async Task<Outcome> RunOnce()
    {
        TinySweep.Write(_folder.Path, TinySweep.Yaml());
        Outcome outcome = await SiloProgram.Run("run", SweepFile, "--home", Path, "--port", FreePort.Next(), "--threads", "1");
        Assert.True(outcome.ExitCode == 0, $"The tiny sweep did not end well ({outcome.ExitCode}):\n{outcome.Out}{outcome.Error}");
        // From here on the file is all there is: readers come and go, and a write-ahead log that goes with one of them must not be
        // half of a copy.
        RecordFile.Change(Path, "pragma wal_checkpoint(truncate)");
        return outcome;
    }
}
