using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Programs;

/// <summary>A DATADIR in which the real program has run a tiny sweep to its end; made when the first test asks, for tests that only read.</summary>
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

    public async ValueTask DisposeAsync()
    {
        if (_run.IsValueCreated)
        {
            await _run.Value;
        }

        _folder.Dispose();
    }

    private async Task<Outcome> RunOnce()
    {
        TinySweep.Write(_folder.Path, TinySweep.Yaml());
        return await SiloProgram.Run("run", SweepFile, "--home", Path, "--port", FreePort.Next(), "--threads", "1");
    }
}
