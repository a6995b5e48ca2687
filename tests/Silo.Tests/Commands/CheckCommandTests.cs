using System.Text.Json;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Commands;

public sealed class CheckCommandTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_grid_of_two_by_three_with_replicates_is_counted()
    {
        Outcome outcome = await Check("""
            method: grid
            parameters: {margin: {values: [1, 2]}, batch_size: {values: [8, 16, 32]}}
            siamese: {replicates: 2, epochs: 3}
            """, "--json");

        JsonElement plan = JsonElement.Parse(outcome.Out);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(6, plan.GetProperty("trials").GetInt32());
        Assert.Equal(12, plan.GetProperty("runs").GetInt32());
        Assert.Empty(plan.GetProperty("errors").EnumerateArray());
    }

    [Theory]
    [InlineData("quickstart")]
    [InlineData("orl")]
    [InlineData("orl-losses")]
    [InlineData("orl-best")]
    [InlineData("orl-folds")]
    public async Task The_sweeps_that_come_with_the_program_have_a_plan_and_no_warning(string name)
    {
        Directory.CreateDirectory(_folder.File("orl", "training"));
        Outcome outcome = await SiloProgram.Run("check", Path.Combine(Repository.Root, "sweeps", name + ".yaml"), "--data", _folder.Path);

        Assert.Equal("", outcome.Error);
        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith($"{name}: ", outcome.Out);
        Assert.Contains("about", outcome.Out);
        Assert.DoesNotContain("{", outcome.Out);
    }

    [Fact]
    public async Task A_parameter_is_shown_by_what_it_draws()
    {
        Outcome outcome = await Check("""
            method: random
            run_cap: 4
            parameters:
              loss: {values: [contrastive, softmax]}
              margin: {values: [0.5, 1]}
              learning_rate: {distribution: log_uniform_values, min: 1e-4, max: 1e-2}
            siamese: {replicates: 2, when: {margin: {loss: [contrastive]}}}
            """);

        Assert.Equal("", outcome.Error);
        Assert.Contains("4 trials, 2 runs each: 8 runs", outcome.Out);
        Assert.Matches(@"loss +categorical +contrastive, softmax", outcome.Out);
        Assert.Matches(@"learning_rate +log_uniform_values +1(\.\d+)?e-4 [▁-█]+ \d(\.\d+)?e-3", outcome.Out);
    }

    [Fact]
    public async Task Every_error_is_told_with_its_place()
    {
        Outcome outcome = await Check("""
            method: grid
            parameters:
              loss: {values: [contrastiv]}
              margn: {value: 1}
            """);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(
            outcome.ErrorLines,
            l => l.Contains("sweep.yaml:3:", StringComparison.Ordinal) && l.Contains("contrastive", StringComparison.Ordinal));
        Assert.Contains(
            outcome.ErrorLines,
            l => l.Contains("sweep.yaml:4:", StringComparison.Ordinal) && l.Contains("margin", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Errors_as_json_keep_exit_code_2()
    {
        Outcome outcome = await Check("method: gird\nparameters: {margin: {value: 1}}", "--json");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(1, JsonElement.Parse(outcome.Out).GetProperty("errors")[0].GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task Missing_data_is_a_warning()
    {
        Outcome outcome = await Check(
            "method: grid\nparameters: {margin: {values: [1, 2]}}\nsiamese: {dataset: {kind: orl}}",
            "--data",
            _folder.Path);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("warning", outcome.Error);
        Assert.Contains(_folder.Path, outcome.Error);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_refused() => await IsRefused(_folder.File("none.yaml"), "There is no file");

    [Fact]
    public async Task A_directory_is_refused() => await IsRefused(_folder.Path, "is a directory");

    [Fact]
    public async Task A_file_of_ten_megabytes_is_refused_unread()
    {
        string file = _folder.File("huge.yaml");
        await File.WriteAllBytesAsync(file, new byte[10_000_000]);

        await IsRefused(file, "10,000,000 bytes");
    }

    [Fact]
    public async Task A_file_that_is_not_text_is_refused()
    {
        string file = _folder.File("image.yaml");
        await File.WriteAllBytesAsync(file, [0x89, 0x50, 0xff, 0xfe]);

        await IsRefused(file, "not UTF-8 text");
    }

    [Fact]
    public async Task An_empty_file_is_refused()
    {
        string file = _folder.File("empty.yaml");
        await File.WriteAllTextAsync(file, "");

        await IsRefused(file, "empty");
    }

    [Fact]
    public async Task An_alias_that_contains_itself_is_refused()
    {
        string file = _folder.File("cycle.yaml");
        await File.WriteAllTextAsync(file, "method: grid\nparameters: &p\n  margin: *p\n");

        await IsRefused(file, "");
    }

    [Fact]
    public async Task An_alias_bomb_is_refused()
    {
        string file = _folder.File("bomb.yaml");
        string bomb = "a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n" + string.Concat(Enumerable.Range(1, 9)
            .Select(i => $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
        await File.WriteAllTextAsync(file, bomb);

        await IsRefused(file, "");
    }

    [Fact]
    public async Task A_file_that_may_not_be_read_is_refused()
    {
        Assert.SkipWhen(Environment.UserName == "root", "root may read every file.");
        string file = _folder.File("secret.yaml");
        await File.WriteAllTextAsync(file, "method: grid");
        File.SetUnixFileMode(file, UnixFileMode.None);

        await IsRefused(file, "cannot be read");
    }

    private async Task<Outcome> Check(string yaml, params string[] options)
    {
        string file = _folder.File("sweep.yaml");
        await File.WriteAllTextAsync(file, yaml);
        return await SiloProgram.Run(["check", file, "--home", _folder.Path, .. options]);
    }

    private static async Task IsRefused(string file, string expected)
    {
        Outcome outcome = await SiloProgram.Run("check", file);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(expected, outcome.ErrorLines[0]);
        Assert.Contains(Path.GetFileName(file), outcome.ErrorLines[0]);
        Assert.Equal("", outcome.Out);
    }
}
