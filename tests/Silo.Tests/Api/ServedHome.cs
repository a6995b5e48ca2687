using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Api;

/// <summary>A real head over a finished sweep, and a client that talks to it.</summary>
public sealed class ServedHome(FinishedHome finished) : IAsyncLifetime
{
    private readonly TemporaryDirectory _folder = new();
    private SiloProgram? _head;

    public HttpClient Http { get; } = new();

    public string Home => _folder.File("home");

    /// <summary>Id of the head's process.</summary>
    public int HeadProcess => _head!.Process.Id;

    /// <summary>The sweep that has finished.</summary>
    public string Sweep { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Sweep = await finished.Sweep();
        await finished.CopyTo(Home);
        string port = FreePort.Next();
        _head = SiloProgram.Start("serve", "--home", Home, "--port", port);
        await _head.Says("Serving");
        Http.BaseAddress = new Uri($"http://127.0.0.1:{port}/");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _head!.Signal("TERM");
        Outcome outcome = await _head.End();
        _head.Dispose();
        _folder.Dispose();
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(["Stopping …"], outcome.ErrorLines);
    }
}
