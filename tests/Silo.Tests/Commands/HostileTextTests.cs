using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Commands;

/// <summary>
/// A sweep file of somebody else's: its text is shown, and does nothing to the terminal it is shown in (ECMA-48 escape sequences).
/// </summary>
public sealed class HostileTextTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(
        "name: \"\\e[2Jcleared\\x9b31m\"\nmethod: grid\nparameters:\n  margin: {value: 1}\n",
        0,
        "\u241b[2Jcleared\uFFFD31m: grid search"
    )]
    [InlineData("method: grid\nparameters:\n  \"\\e]0;title\\a\": {value: 1}\n", 2, "'\u241b]0;title\u2407' is not a parameter")]
    public async Task Escape_sequences_are_shown_and_not_obeyed(string yaml, int exitCode, string shown)
    {
        Outcome outcome = await SiloProgram.Run("check", TinySweep.Write(_folder.Path, yaml), "--home", _folder.File("home"));

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Contains(shown, outcome.Out + outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(outcome.Out + outcome.Error, c => char.IsControl(c) && c != '\n');
    }
}
