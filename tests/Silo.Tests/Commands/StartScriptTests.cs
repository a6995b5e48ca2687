using System.Diagnostics;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Commands;

/// <summary>The script <c>./siamese-sweep</c>, with an SDK of the test's own.</summary>
public sealed class StartScriptTests : IDisposable
{
    // As the real one: its build cancels on SIGINT and then calls itself failed.
    private const string Sdk = """
        #!/usr/bin/env bash
        cd "$(dirname "$0")/.."
        if [ "$1" != build ]; then
            echo "became: $*"
            exit 7
        fi
        trap 'echo cancelled >ended; exit 1' INT
        echo $$ >started
        if [ -e instant ]; then
            mkdir -p artifacts/bin/SiameseSweep.Silo/release
            touch artifacts/bin/SiameseSweep.Silo/release/siamese-sweep.dll
            exit 0
        fi
        sleep 120
        """;

    private readonly TemporaryDirectory _checkout = new();

    public StartScriptTests()
    {
        foreach (string folder in (string[])["bin", "src", "build"])
        {
            Directory.CreateDirectory(_checkout.File(folder));
        }

        foreach (string file in (string[])["a.props", "a.targets", "a.txt", "global.json", ".editorconfig"])
        {
            File.WriteAllText(_checkout.File(file), "");
        }

        File.Copy(Path.Combine(Repository.Root, "siamese-sweep"), _checkout.File("siamese-sweep"));
        File.WriteAllText(_checkout.File("bin", "dotnet"), Sdk + "\n");
        File.SetUnixFileMode(_checkout.File("bin", "dotnet"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Dispose() => _checkout.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Interrupted_while_it_builds_it_ends_the_build_and_says_so(string signal)
    {
        using Process script = Start();
        while (!File.Exists(_checkout.File("started")))
        {
            Assert.False(script.HasExited);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        using (Process kill = Process.Start("kill", ["-s", signal, $"{script.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        string errors = await script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(130, script.ExitCode);
        Assert.Equal("siamese-sweep: interrupted while building; the next start builds.", errors.TrimEnd().Split('\n')[^1]);
        Assert.DoesNotContain("failed", errors, StringComparison.Ordinal);
        Assert.True(File.Exists(_checkout.File("ended")));
    }

    [Fact]
    public async Task When_it_has_built_it_becomes_the_program_whose_exit_code_is_its_own()
    {
        File.WriteAllText(_checkout.File("instant"), "");
        using Process script = Start();
        string said = await script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(7, script.ExitCode);
        Assert.Equal(
            $"became: {_checkout.File("artifacts", "bin", "SiameseSweep.Silo", "release", "siamese-sweep.dll")} sweeps",
            said.Trim());
    }

    private Process Start() =>
        Process.Start(
            new ProcessStartInfo("env", ["--default-signal=INT", _checkout.File("siamese-sweep"), "sweeps"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["PATH"] = $"{_checkout.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}" },
            }
        )!;
}
