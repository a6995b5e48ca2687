using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Commands;

/// <summary><c>data synthetic</c> killed while it writes: no half of a data set that would train like a whole one.</summary>
public sealed class KilledDataTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Faces_are_all_there_or_none_and_the_same_command_writes_them_then()
    {
        string place = _folder.File("faces");
        string[] command = ["data", "synthetic", place, "--people", "200", "--images", "10"];
        using (SiloProgram killed = SiloProgram.Start(command))
        {
            await Waiting.Until(
                () => Directory.Exists(place) && Directory.EnumerateFiles(place, "*.pgm", Everywhere).Take(20).Count() == 20,
                "it writes");
            killed.Kill();
            await killed.End();
        }

        int left = Faces();
        Assert.True(left is 0 or 2000, $"{left} of 2000 images");
        if (left == 0)
        {
            Assert.Equal(0, (await SiloProgram.Run(command)).ExitCode);
            Assert.Equal(2000, Faces());
        }
    }

    private static EnumerationOptions Everywhere { get; } = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };

    private int Faces() => new[] { "training", "testing" }.Select(set => Path.Combine(_folder.Path, "faces", set))
        .Where(Directory.Exists).Sum(set => Directory.EnumerateFiles(set, "*.pgm", SearchOption.AllDirectories).Count());
}
