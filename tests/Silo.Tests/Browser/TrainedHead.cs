using Microsoft.Playwright;
using SiameseSweep.Dashboard.Tests.Browser;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Browser;

/// <summary>A real head and a real worker over a home of their own, with a browser in front of them.</summary>
internal sealed class TrainedHead : IAsyncDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly string _port = FreePort.Next();
    private readonly string[] _more;
    private SiloProgram _head;
    private SiloProgram? _worker;

    private TrainedHead(string[] more)
    {
        _more = more;
        _head = Serve();
    }

    public string Home => _folder.File("home");

    public string Address => $"http://127.0.0.1:{_port}";

    public Visit Visit { get; private set; } = null!;

    public IPage Page => Visit.Page;

    /// <summary>Starts them.</summary>
    public static async Task<TrainedHead> Start(IBrowser chromium, bool worker, params string[] more)
    {
        TrainedHead head = new(more);
        await head._head.Says("Serving");
        if (worker)
        {
            head._worker = SiloProgram.Start("worker", "--home", head.Home, "--threads", "1");
            await head._worker.Says("Working for");
        }

        head.Visit = await Visit.Open(chromium);
        return head;
    }

    /// <summary>Types a file into the editor and starts it; returns the sweep's id.</summary>
    public async Task<string> Submit(string yaml)
    {
        await Visit.Go(Address + "/submit");
        await Page.FillAsync("#yaml", yaml);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Start this sweep" }).ClickAsync();
        await Page.WaitForURLAsync("**/sweeps/*");
        return new Uri(Page.Url).Segments[^1];
    }

    /// <summary>Kills the head and waits for its end.</summary>
    public async Task Kill()
    {
        _head.Kill();
        await _head.End();
    }

    /// <summary>Starts another where it was.</summary>
    public async Task Restart()
    {
        _head.Dispose();
        _head = Serve();
        await _head.Says("Serving");
    }

    public async ValueTask DisposeAsync()
    {
        if (Visit is not null)
        {
            await Visit.DisposeAsync();
        }

        foreach (SiloProgram? program in (SiloProgram?[])[_worker, _head])
        {
            if (program is { Process.HasExited: false })
            {
                await program.Signal("TERM");
                await program.End();
            }

            program?.Dispose();
        }

        _folder.Dispose();
    }

    private SiloProgram Serve() => SiloProgram.Start(["serve", "--home", Home, "--port", _port, .. _more]);
}
