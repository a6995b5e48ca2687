using System.Diagnostics;
using System.Text.RegularExpressions;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Commands;

/// <summary>Tables in a terminal, which util-linux' script makes.</summary>
public sealed partial class NarrowWindowTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _home = new();

    public async ValueTask InitializeAsync() => await SmallRecord.Write(_home.Path);

    public ValueTask DisposeAsync()
    {
        _home.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(200)]
    [InlineData(80)]
    [InlineData(30)]
    public async Task Ids_and_values_stay_whole_however_narrow_the_window_is(int columns)
    {
        string[] sweeps = await Words("sweeps", columns);
        string[] runs = await Words("runs", columns);
        string[] best = await Words($"best {SmallRecord.SweepId}", columns);

        Assert.Empty(
            ((string[])["sweep_id", SmallRecord.SweepId, "finished", "method", "grid", "validation.eer", "trials", "finished_at"]).Except(
                sweeps));
        Assert.Empty(
            ((string[])[$"{SmallRecord.SweepId}.0.0.0", $"{SmallRecord.SweepId}.1.0.0", "attempt", "silo", "reason"]).Except(runs));
        Assert.Empty(((string[])["rank", "margin", "0.1000", "0.2000", "runs", "finished"]).Except(best));
    }

    [Fact]
    public async Task A_window_that_is_wide_enough_gets_a_frame()
    {
        Assert.Contains("│", await Words("sweeps", 200));
        Assert.DoesNotContain("│", await Words("sweeps", 80));
    }

    [GeneratedRegex(@"\e(\[[0-9;?]*[A-Za-z]|[=>])")]
    private static partial Regex TerminalControl();

    private async Task<string[]> Words(string command, int columns)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "There is no /usr/bin/script (util-linux) to make a terminal.");
        using Process script = Process.Start(
            new ProcessStartInfo(
                "/usr/bin/script",
                ["-qec", $"stty cols {columns} rows 24; dotnet '{SiloProgram.Dll}' {command} --home '{_home.Path}'", "/dev/null"])
            {
                RedirectStandardOutput = true,
                Environment = { ["TERM"] = "xterm-256color", ["NO_COLOR"] = "1" },
            }
        )!;
        string screen = await script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, script.ExitCode);
        return TerminalControl().Replace(screen, "").Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }
}
