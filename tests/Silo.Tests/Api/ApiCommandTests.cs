using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SiameseSweep.Silo.Tests.Programs;

namespace SiameseSweep.Silo.Tests.Api;

/// <summary>The commands that a client can send to a head: the answer comes after the effect is on record.</summary>
public sealed class ApiCommandTests(ServedHome served) : IClassFixture<ServedHome>
{
    [Fact]
    public async Task A_sweep_is_submitted_paused_resumed_stopped_and_deleted()
    {
        string sweep = await Submit();
        Assert.Equal("running", State(sweep));

        Assert.Equal("paused", await Tell(sweep, "pause"));
        Assert.Equal("paused", State(sweep));
        Assert.Equal("running", await Tell(sweep, "resume"));
        Assert.Equal("running", State(sweep));
        Assert.Equal("stopped", await Tell(sweep, "stop"));
        Assert.Equal("stopped", State(sweep));

        using HttpResponseMessage deleted = await served.Http.DeleteAsync($"api/sweeps/{sweep}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(0, RecordFile.Count(served.Home, $"select count(*) from sweeps where sweep_id = '{sweep}'"));
        using HttpResponseMessage gone = await served.Http.GetAsync($"api/sweeps/{sweep}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")] // curl --data-binary @sweep.yaml
    [InlineData("application/octet-stream")]
    [InlineData(null)]
    public async Task The_body_is_yaml_whatever_the_client_calls_it(string? contentType)
    {
        using ByteArrayContent body = new(Encoding.UTF8.GetBytes(TinySweep.Yaml()));
        body.Headers.ContentType = contentType is null ? null : new MediaTypeHeaderValue(contentType);

        using HttpResponseMessage answer = await served.Http.PostAsync("api/sweeps", body);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")] // curl --data '{"epochs": 1}'
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task A_commands_body_is_JSON_whatever_the_client_calls_it(string? contentType)
    {
        foreach ((string json, string said) in new[]
            {
                ("""{"epochs": 1}""", "trains 3 epochs already"),
                ("""{"epochs": "x"}""", "not the JSON that is expected here (epochs)"),
                ("null", "The body is null"),
                ("{", "not the JSON that is expected here"),
            })
        {
            using ByteArrayContent body = new(Encoding.UTF8.GetBytes(json));
            body.Headers.ContentType = contentType is null ? null : new MediaTypeHeaderValue(contentType);

            using HttpResponseMessage answer = await served.Http.PostAsync($"api/sweeps/{served.Sweep}/extend", body);

            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(said, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_submission_is_a_new_sweep()
    {
        Assert.NotEqual(await Submit(), await Submit());
    }

    [Fact]
    public async Task Pausing_what_has_ended_changes_nothing()
    {
        using HttpResponseMessage answer = await served.Http.PostAsync($"api/sweeps/{served.Sweep}/pause", null);

        Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("finished", State(served.Sweep));
    }

    [Fact]
    public async Task Retry_of_a_sweep_without_failed_runs_trains_nothing_again()
    {
        using HttpResponseMessage answer = await served.Http.PostAsync($"api/sweeps/{served.Sweep}/retry", null);

        Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("finished|1", RecordFile.Text(served.Home, $"select state, attempt from runs where run_id = '{served.Sweep}.1.0.0'"));
    }

    [Fact]
    public async Task A_run_is_deleted_with_its_file()
    {
        string sweep = served.Sweep;
        string path = RecordFile.Text(served.Home, $"select path from checkpoints where run_id = '{sweep}.0.0.0' and kind = 'best'");

        using HttpResponseMessage answer = await served.Http.DeleteAsync($"api/runs/{sweep}.0.0.0");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.False(File.Exists(Path.Combine(served.Home, path)));
        Assert.Equal([$"{sweep}.1.0.0"], RecordFile.Rows(served.Home, $"select run_id from runs where sweep_id = '{sweep}'"));
    }

    [Fact]
    public async Task Commands_find_the_head_by_its_home_and_by_its_address()
    {
        string file = TinySweep.Write(served.Home, TinySweep.Yaml());

        Outcome byHome = await SiloProgram.Run("submit", file, "--home", served.Home);
        Outcome byAddress = await SiloProgram.Run("submit", file, "--server", served.Http.BaseAddress!.ToString(), "--json");
        string first = byHome.Out.Trim();
        string second = JsonElement.Parse(byAddress.Out).GetProperty("sweep_id").GetString()!;
        Outcome pause = await SiloProgram.Run("pause", first, "--home", served.Home);
        Outcome stop = await SiloProgram.Run("stop", second, "--server", served.Http.BaseAddress.ToString());
        Outcome cluster = await SiloProgram.Run("cluster", "--home", served.Home);
        Outcome unknown = await SiloProgram.Run("stop", "nobody", "--home", served.Home);

        Assert.Equal("", byHome.Error + byAddress.Error + pause.Error + stop.Error + cluster.Error);
        Assert.Equal(("paused", "stopped"), (State(first), State(second)));
        Assert.Contains("siamese-sweep worker", cluster.Out);
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("nobody", Assert.Single(unknown.ErrorLines));
    }

    [Fact]
    public async Task Listings_over_http_are_those_of_the_record_itself()
    {
        string server = served.Http.BaseAddress!.ToString();
        foreach (string[] command in (string[][])
                [
                    ["show", $"{served.Sweep}.1.0.0"],
                    ["logs", $"{served.Sweep}.1.0.0"],
                    ["best", served.Sweep],
                ])
        {
            Outcome remote = await SiloProgram.Run([.. command, "--json", "--server", server]);
            Outcome local = await SiloProgram.Run([.. command, "--json", "--home", served.Home]);

            Assert.Equal("", remote.Error);
            Assert.Equal(local.Out, remote.Out);
        }
    }

    private string State(string sweep) => RecordFile.Text(served.Home, $"select state from sweeps where sweep_id = '{sweep}'");

    private async Task<string> Submit()
    {
        using HttpResponseMessage answer = await served.Http.PostAsync(
            "api/sweeps",
            new StringContent(TinySweep.Yaml(), Encoding.UTF8, "application/yaml"));
        JsonElement sweep = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        string id = sweep.GetProperty("sweep_id").GetString()!;
        Assert.Equal($"/api/sweeps/{id}", answer.Headers.Location?.OriginalString);
        return id;
    }

    private async Task<string?> Tell(string sweep, string action)
    {
        using HttpResponseMessage answer = await served.Http.PostAsync($"api/sweeps/{sweep}/{action}", null);
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonElement.Parse(body).GetProperty("state").GetString();
    }
}
