using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Commands;

public sealed class EditedFileTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_submitted_text_rules_and_the_edited_file_is_a_new_sweep()
    {
        string home = _folder.File("home");
        string first = TinySweep.Yaml(epochs: 1, margins: "1.0");
        string edited = TinySweep.Yaml(epochs: 1, margins: "1.5");
        await Run(TinySweep.Write(_folder.Path, first), home);
        await Run(TinySweep.Write(_folder.Path, edited), home);

        Assert.Equal([first, edited], RecordFile.Rows(home, "select spec_yaml from sweeps order by created_at"));
        Assert.Equal(
            ["1", "1.5"],
            RecordFile.Rows(
                home,
                "select json_extract(parameters, '$.margin') from trials join sweeps using (sweep_id) order by created_at"));

        Outcome back = await Run(TinySweep.Write(_folder.Path, first), home);
        Assert.Contains("has already finished", back.Out, StringComparison.Ordinal);
        Assert.Equal(2, RecordFile.Count(home, "select count(*) from sweeps"));
    }

    private static async Task<Outcome> Run(string file, string home)
    {
        Outcome outcome = await SiloProgram.Run(
            "run",
            file,
            "--home",
            home,
            "--port",
            FreePort.Next(),
            "--devices",
            "cpu",
            "--threads",
            "1");
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        return outcome;
    }
}
