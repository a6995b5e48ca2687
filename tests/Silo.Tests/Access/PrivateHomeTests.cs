using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Access;

/// <summary>Faces are biometric data: a DATADIR that the program makes is its user's alone.</summary>
public sealed class PrivateHomeTests : IDisposable
{
    private const UnixFileMode Others = (UnixFileMode)63; // octal 077
    private readonly TemporaryDirectory _folder = new();

    private string Home => _folder.File("new", "home");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_sweep_leaves_in_a_new_home_only_its_user_can_read()
    {
        string file = TinySweep.Write(_folder.Path, TinySweep.Yaml(1, margins: "1.0"));
        Outcome outcome = await SiloProgram.Run("run", file, "--home", Home, "--port", FreePort.Next(), "--threads", "1");

        Assert.Equal("", outcome.Error);
        string[] made = [Home, .. Directory.EnumerateFileSystemEntries(Home, "*", SearchOption.AllDirectories)];
        Assert.Contains(made, f => f.EndsWith(".safetensors", StringComparison.Ordinal));
        Assert.Contains(made, f => f.EndsWith("runs.db", StringComparison.Ordinal));
        Assert.All(made, f => Assert.True((File.GetUnixFileMode(f) & Others) == 0, f));
        // what is above it is not its business
        Assert.NotEqual(UnixFileMode.None, File.GetUnixFileMode(Path.GetDirectoryName(Home)!) & Others);
    }

    [Fact]
    public async Task A_data_set_alone_makes_a_private_home_too()
    {
        await SiloProgram.Run("data", "synthetic", "--people", "4", "--images", "2", "--home", Home);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Home) & Others);
    }

    [Fact]
    public async Task An_older_home_that_others_can_enter_is_reported_with_the_command_that_mends_it_and_not_touched()
    {
        Directory.CreateDirectory(Home);
        File.SetUnixFileMode(Home, (UnixFileMode)0b111_101_101);
        using SiloProgram head = SiloProgram.Start("serve", "--home", Home, "--port", FreePort.Next());
        await head.Says("Serving");
        await head.Signal("TERM");

        string[] said = [.. (await head.End()).ErrorLines.Where(l => l.Contains("chmod", StringComparison.Ordinal))];
        Assert.Contains(
            $"can enter {Home} (mode 755). To keep faces and record to yourself: chmod -R go= '{Home}'",
            Assert.Single(said),
            StringComparison.Ordinal);
        Assert.Equal((UnixFileMode)0b111_101_101, File.GetUnixFileMode(Home));
    }
}
