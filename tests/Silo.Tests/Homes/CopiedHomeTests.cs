using System.Diagnostics;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Homes;

/// <summary>
/// A DATADIR that was copied while its processes were up, table of processes and all, as an administrator may do who has not read
/// what to leave out.
/// </summary>
public sealed class CopiedHomeTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    private string Original => _folder.File("original");

    private string Copy => _folder.File("copy");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Its_head_leaves_the_originals_worker_alone()
    {
        using SiloProgram head = SiloProgram.Start("serve", "--home", Original, "--port", FreePort.Next());
        await head.Says("Serving");
        using SiloProgram worker = SiloProgram.Start("worker", "--home", Original, "--devices", "cpu", "--threads", "1");
        await worker.Says("Working for");
        Assert.Equal(
            0,
            (
                await SiloProgram.Run(
                    "submit",
                    TinySweep.Write(_folder.Path, TinySweep.Yaml(epochs: 20_000, margins: "1.0")),
                    "--home",
                    Original)
            ).ExitCode);
        await Waiting.Until(() => RecordFile.Steps(Original, 0) > 20, "the run trains");

        // Both processes stand still while their files are copied, so that the copy is of one moment.
        await head.Signal("STOP");
        await worker.Signal("STOP");
        using (Process copy = Process.Start("cp", ["-a", Original, Copy]))
        {
            await copy.WaitForExitAsync();
            Assert.Equal(0, copy.ExitCode);
        }

        await worker.Signal("CONT");
        await head.Signal("CONT");

        using SiloProgram other = SiloProgram.Start("serve", "--home", Copy, "--port", FreePort.Next());
        await other.Says("Serving");
        int before = RecordFile.Steps(Copy, 0);
        await Waiting.Until(
            () => RecordFile.Text(Copy, "select state from runs") == "queued",
            "the copy's head finds nobody who trains its run");
        int seen = RecordFile.Steps(Original, 0);
        await Waiting.Until(() => RecordFile.Steps(Original, 0) > seen + 20, "the original's run goes on");

        Assert.Equal(before, RecordFile.Steps(Copy, 0));
        Assert.Equal("running|1", RecordFile.Text(Original, "select state, attempt from runs"));
        Assert.Equal("0", RecordFile.Text(Original, "select count(*) from events where kind = 'run_queued'"));
        Assert.Equal("0", RecordFile.Text(Copy, "select count(*) from events where kind = 'loss_gap'"));
    }
}
