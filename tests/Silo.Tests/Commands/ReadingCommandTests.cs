using System.Text.Json;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Commands;

/// <summary>Commands that only read work directly on the record when no head is running.</summary>
public sealed class ReadingCommandTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _home = new();

    public async ValueTask InitializeAsync() => await SmallRecord.Write(_home.Path);

    public ValueTask DisposeAsync()
    {
        _home.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Sweeps_as_json_has_the_columns_of_the_record()
    {
        JsonElement sweeps = await Json("sweeps");

        JsonElement sweep = Assert.Single(sweeps.EnumerateArray());
        Assert.Equal(SmallRecord.SweepId, sweep.GetProperty("sweep_id").GetString());
        Assert.Equal(SmallRecord.Yaml, sweep.GetProperty("spec_yaml").GetString());
        foreach (string column in (string[])["name", "method", "metric", "goal", "state", "created_at", "finished_at"])
        {
            Assert.Equal(JsonValueKind.String, sweep.GetProperty(column).ValueKind);
        }
    }

    [Fact]
    public async Task Runs_of_a_sweep_named_by_a_prefix_are_listed_in_order()
    {
        JsonElement runs = await Json("runs", "samp");

        Assert.Equal(
            [$"{SmallRecord.SweepId}.0.0.0", $"{SmallRecord.SweepId}.1.0.0"],
            runs.EnumerateArray().Select(r => r.GetProperty("run_id").GetString()));
        Assert.All(runs.EnumerateArray(), r => Assert.Equal(6, r.GetProperty("step").GetInt32()));
    }

    [Fact]
    public async Task Show_has_the_parameters_and_every_evaluated_epoch()
    {
        JsonElement detail = await Json("show", $"{SmallRecord.SweepId}.1.0.0");

        Assert.Equal(2.0, detail.GetProperty("parameters").GetProperty("margin").GetDouble());
        Assert.Equal([0.3, 0.2], detail.GetProperty("evaluations").EnumerateArray()
            .Where(e => e.GetProperty("metric").GetString() == "validation.eer").Select(e => e.GetProperty("value").GetDouble()));
    }

    [Fact]
    public async Task A_run_that_collapsed_is_marked_in_every_document_and_table_whatever_its_state()
    {
        RunId collapsed = new(SmallRecord.SweepId, 1, 0, 0);
        Assert.Equal(JsonValueKind.Null, (await Json("runs")).EnumerateArray().Last().GetProperty("alarm").ValueKind);
        Assert.DoesNotContain("alarm", (await SiloProgram.Run("runs", "--home", _home.Path)).Out, StringComparison.Ordinal);
        await using (RecordStore store = RecordStore.Open(new HomeDirectory(_home.Path), TimeProvider.System))
        {
            await store.Writer.AddEvent(new Collapsed { Epoch = 2 }, collapsed.SweepId, collapsed);
        }

        JsonElement[] runs = [.. (await Json("runs", SmallRecord.SweepId)).EnumerateArray()];
        Assert.Equal([null, "collapsed"], runs.Select(r => r.GetProperty("alarm").GetString()));
        Assert.Equal("finished", runs[1].GetProperty("state").GetString());
        Assert.Equal("collapsed", (await Json("show", $"{collapsed}")).GetProperty("run").GetProperty("alarm").GetString());
        Assert.Equal("""{"collapsed":1}""", JsonSerializer.Serialize((await Json("sweeps"))[0].GetProperty("alarms")));
        Assert.Matches(@"alarm[\s\S]*finished +│? *collapsed", (await SiloProgram.Run("runs", "--home", _home.Path)).Out);
        Assert.StartsWith(
            $"{collapsed}: finished, collapsed",
            (await SiloProgram.Run("show", $"{collapsed}", "--home", _home.Path)).Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Best_ranks_the_trials()
    {
        JsonElement ranking = await Json("best", SmallRecord.SweepId);

        Assert.Equal([0, 1], ranking.GetProperty("trials").EnumerateArray().Select(t => t.GetProperty("trial").GetInt32()));
        Assert.Equal($"{SmallRecord.SweepId}.0.0.0", ranking.GetProperty("best_run").GetString());
    }

    [Fact]
    public async Task Best_tells_what_the_parameters_matter_and_where_they_fail()
    {
        JsonElement ranking = await Json("best", SmallRecord.SweepId);

        Assert.Equal(2, ranking.GetProperty("importance").GetProperty("trials").GetInt32());
        JsonElement margin = Assert.Single(ranking.GetProperty("failures").EnumerateArray());
        Assert.Equal("margin", margin.GetProperty("parameter").GetString());
        Assert.Equal([("1", 1, 0), ("2", 1, 0)], margin.GetProperty("values").EnumerateArray()
            .Select(v => (v.GetProperty("value").GetString(), v.GetProperty("runs").GetInt32(), v.GetProperty("failed").GetInt32())));
    }

    [Fact]
    public async Task Show_of_a_sweep_is_its_sum()
    {
        Outcome outcome = await SiloProgram.Run("show", "samp", "--home", _home.Path);

        Assert.Equal(0, outcome.ExitCode);
        string[] lines = outcome.Out.TrimEnd().Split('\n');
        Assert.Equal($"{SmallRecord.SweepId}: finished, 2 trials, 2 runs, by validation.eer (minimize)", lines[0]);
        Assert.StartsWith("Best: trial 0, 0.1000, model=siamese loss=contrastive margin=1", lines[1], StringComparison.Ordinal);
        Assert.Equal("Importance needs 8 ended trials with a value; there are 2.", lines[2]);
    }

    [Fact]
    public async Task Tables_without_a_terminal_have_one_line_a_row()
    {
        Outcome outcome = await SiloProgram.Run("runs", "--home", _home.Path);

        Assert.Equal(0, outcome.ExitCode);
        string[] lines = outcome.Out.TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Contains($"{SmallRecord.SweepId}.0.0.0", lines[1]);
    }

    [Fact]
    public async Task Logs_shows_the_events_of_a_run()
    {
        Outcome outcome = await SiloProgram.Run("logs", $"{SmallRecord.SweepId}.0.0.0", "--home", _home.Path);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("run_finished", outcome.Out);
    }

    [Fact]
    public async Task Export_as_csv_has_a_row_a_run_and_epoch()
    {
        Outcome outcome = await SiloProgram.Run("export", SmallRecord.SweepId, "--format", "csv", "--home", _home.Path);

        string[] lines = outcome.Out.TrimEnd().Split('\n');
        Assert.StartsWith("run_id,sweep_id,trial,replicate,fold,state,seed,", lines[0]);
        Assert.Equal(1 + (2 * 2), lines.Length);
    }

    [Fact]
    public async Task An_unknown_id_is_one_line_and_exit_code_2()
    {
        Outcome outcome = await SiloProgram.Run("show", "nobody.0.0.0", "--home", _home.Path);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("nobody.0.0.0", Assert.Single(outcome.ErrorLines));
    }

    [Fact]
    public async Task A_run_without_a_checkpoint_cannot_be_downloaded()
    {
        Outcome outcome = await SiloProgram.Run("download", $"{SmallRecord.SweepId}.0.0.0", "--home", _home.Path);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("no best checkpoint", Assert.Single(outcome.ErrorLines));
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("cluster")]
    public async Task What_needs_a_head_says_that_there_is_none_with_exit_code_3(string command)
    {
        string[] arguments = command == "cluster" ? [command] : [command, SmallRecord.SweepId];
        Outcome outcome = await SiloProgram.Run([.. arguments, "--home", _home.Path]);

        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("siamese-sweep serve", Assert.Single(outcome.ErrorLines));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_exit_code_3()
    {
        Outcome outcome = await SiloProgram.Run("sweeps", "--server", "http://127.0.0.1:9", "--home", _home.Path);

        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("http://127.0.0.1:9", Assert.Single(outcome.ErrorLines));
    }

    private async Task<JsonElement> Json(params string[] arguments)
    {
        Outcome outcome = await SiloProgram.Run([.. arguments, "--home", _home.Path, "--json"]);
        Assert.Equal("", outcome.Error);
        Assert.Equal(0, outcome.ExitCode);
        return JsonElement.Parse(outcome.Out);
    }
}
