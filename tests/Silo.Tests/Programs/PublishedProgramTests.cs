using System.Diagnostics;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Programs;

/// <summary>
/// The output of <c>dotnet publish</c> for a service (docs/deploy.md) is the whole program: nothing of the checkout or of the
/// packages' folder is needed.
/// </summary>
public sealed class PublishedProgramTests : IDisposable
{
    private static readonly string Native = Path.Combine("runtimes", "linux-x64", "native", "libLibTorchSharp.so");
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_published_program_trains_without_the_folder_of_packages()
    {
        string built = Path.GetDirectoryName(SiloProgram.Dll)!;
        string program = _folder.File("program");
        using Process publish = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    "publish",
                    Path.Combine(Repository.Root, "src", "Silo"),
                    "--no-build",
                    "-c",
                    Path.GetFileName(built),
                    "-p:CompileAhead=false",
                    "-o",
                    program,
                    "--nologo",
                    "-v",
                    "q",
                ])
            {
                RedirectStandardOutput = true,
            }
        )!;
        string said = await publish.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await publish.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(publish.ExitCode == 0, said);

        // Also where the system's C++ library is new enough to load the package's own.
        Assert.Equal(File.ReadAllBytes(Path.Combine(built, Native)), File.ReadAllBytes(Path.Combine(program, Native)));

        Dictionary<string, string> elsewhere = new() { ["HOME"] = _folder.Path, ["NUGET_PACKAGES"] = _folder.File("none") };
        using SiloProgram run = SiloProgram.StartBuild(
            elsewhere,
            Path.Combine(program, "siamese-sweep.dll"),
            "run",
            TinySweep.Write(_folder.Path, TinySweep.Yaml(epochs: 1, margins: "1.0")),
            "--home",
            _folder.File("home"),
            "--port",
            FreePort.Next());
        Outcome outcome = await run.End();
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Contains("Best checkpoint:", outcome.Out, StringComparison.Ordinal);
    }
}
