using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Homes;

/// <summary>A head that is told to end saves first, says whether it could, and does not wait long for clients that are slow.</summary>
public sealed class EndingHeadTests : IDisposable
{
    // The host's own patience is 15 s.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(12);

    private readonly TemporaryDirectory _folder = new();
    private readonly string _port = FreePort.Next();

    private string Home => _folder.File("home");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_head_ends_soon_although_a_client_has_not_sent_all_of_its_request()
    {
        using SiloProgram head = SiloProgram.Start("serve", "--home", Home, "--port", _port);
        await head.Says("Serving");
        using TcpClient client = await OpenRequest();

        await head.Signal("TERM");
        Outcome outcome = await head.End(within: Soon);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(["Stopping …"], outcome.ErrorLines);
    }

    [Fact]
    public async Task Ctrl_c_saves_what_trains_although_a_client_has_not_sent_all_of_its_request()
    {
        using SiloProgram run = Run(Home);
        await Waiting.Until(() => RecordFile.Steps(Home, 0) > 0, "the first steps");
        using TcpClient client = await OpenRequest();

        await run.Signal("INT");
        Outcome outcome = await run.End(within: Soon);

        Assert.Equal(130, outcome.ExitCode);
        Assert.Contains("everything is saved", outcome.ErrorLines[^1]);
        Assert.Equal(1, RecordFile.Count(Home, "select count(*) from events where kind = 'run_paused'"));
        Assert.Equal(RecordFile.Text(Home, "select step from runs"), RecordFile.Steps(Home, 0).ToString(CultureInfo.InvariantCulture));
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(Home, "resume"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_could_not_be_saved_is_not_called_saved()
    {
        // Room for the record and not for a state, for which a training waits longer than a head that ends.
        using SmallDisk disk = SmallDisk.Mount(_folder.File("disk"), 4);
        string home = Path.Combine(disk.Path, "home");
        using SiloProgram run = Run(home);
        await Waiting.Until(() => RecordFile.Steps(home, 0) > 0, "the first step");

        await run.Signal("INT");
        Outcome outcome = await run.End();

        Assert.Equal(130, outcome.ExitCode);
        Assert.DoesNotContain("everything is saved", outcome.Error);
        Assert.Contains("not everything was saved", outcome.Error);
    }

    [Fact]
    public async Task A_disk_on_which_nothing_has_room_does_not_keep_the_process()
    {
        using SmallDisk disk = SmallDisk.Mount(_folder.File("disk"), 30);
        string home = Path.Combine(disk.Path, "home");
        using SiloProgram run = Run(home);
        await Waiting.Until(() => RecordFile.Steps(home, 0) > 0, "the first step");
        using (FileStream filler = File.Create(Path.Combine(disk.Path, "filler"), bufferSize: 0))
        {
            void Fill()
            {
                while (filler.Length >= 0)
                {
                    filler.Write(new byte[4096]);
                }
            }

            Assert.Throws<IOException>(Fill);
        }

        await run.Signal("INT");
        Outcome outcome = await run.End();
        Assert.Equal(130, outcome.ExitCode);
        Assert.Contains("not everything was saved", outcome.Error);
        File.Delete(Path.Combine(disk.Path, "filler"));
        Assert.Equal("ok", RecordFile.Text(home, "PRAGMA integrity_check"));
    }

    private SiloProgram Run(string home) =>
        SiloProgram.Start(
            "run",
            TinySweep.Write(_folder.Path, TinySweep.Yaml(epochs: 100_000, margins: "1.0")),
            "--home",
            home,
            "--port",
            _port,
            "--threads",
            "1");

    // Announces a body and sends none of it; answered with "continue", the head is reading it.
    private async Task<TcpClient> OpenRequest()
    {
        TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, int.Parse(_port, CultureInfo.InvariantCulture));
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /api/sweeps HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/yaml\r\nContent-Length: 1000\r\nExpect: "
                    + $"100-continue\r\n\r\n"
            ));
        byte[] answer = new byte[12];
        await stream.ReadExactlyAsync(answer).AsTask().WaitAsync(SiloProgram.Patience);
        Assert.Equal("HTTP/1.1 100", Encoding.ASCII.GetString(answer));
        return client;
    }
}
