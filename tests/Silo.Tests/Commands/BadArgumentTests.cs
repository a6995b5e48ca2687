using SiameseSweep.Silo.Tests.Programs;

namespace SiameseSweep.Silo.Tests.Commands;

/// <summary>Every refusal of the command line: exit code 2, one line that quotes what is wrong.</summary>
public sealed class BadArgumentTests
{
    [Theory]
    [InlineData("chekc x.yaml", "did you mean 'check'")]
    [InlineData("check", "check")]
    [InlineData("extend x", "--run-cap")]
    [InlineData("extend x --restart", "--epochs N")]
    [InlineData("extend x --epochs many", "'many'")]
    [InlineData("extend x --epochs 0", "'0'")]
    [InlineData("export x --format xml", "'xml'")]
    [InlineData("pause ", "SWEEP is empty")]
    [InlineData("delete ", "RUN|SWEEP is empty")]
    [InlineData("logs ", "RUN is empty")]
    [InlineData("sweeps --colour", "--colour")]
    [InlineData("sweeps --server nonsense", "'nonsense'")]
    public async Task A_bad_value_is_named_in_one_line(string arguments, string expected)
    {
        Outcome outcome = await SiloProgram.Run(arguments.Split(' '));

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(expected, Assert.Single(outcome.ErrorLines));
        Assert.Equal("", outcome.Out);
    }

    [Fact]
    public async Task Without_arguments_it_explains_itself()
    {
        Outcome outcome = await SiloProgram.Run();

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("sweeps", outcome.Out);
    }
}
