using System.Net;
using System.Text;
using System.Text.Json;
using SiameseSweep.Silo.Tests.Programs;

namespace SiameseSweep.Silo.Tests.Api;

/// <summary>CONTRACT §5, asked of a real head over HTTP.</summary>
public sealed class ApiTests(ServedHome served) : IClassFixture<ServedHome>
{
    [Fact]
    public async Task Health_and_the_openapi_document_are_served()
    {
        Assert.Equal("ok", (await Text(HttpMethod.Get, "healthz")).Trim('"'));

        JsonElement document = JsonElement.Parse(await Text(HttpMethod.Get, "openapi/v1.json"));
        JsonElement paths = document.GetProperty("paths");
        foreach (string path in (string[])
                [
                    "/api/sweeps",
                    "/api/sweeps/{id}/best",
                    "/api/runs",
                    "/api/runs/{id}/loss",
                    "/api/runs/{id}/pairs.png",
                    "/api/runs/{id}/checkpoints/best",
                    "/api/runs/{id}/card",
                    "/api/cluster",
                    "/api/sweeps/{id}/pause",
                ])
        {
            Assert.Contains(paths.EnumerateObject(), p => p.Name.TrimEnd('/') == path);
        }
    }

    [Fact]
    public async Task Sweeps_and_runs_are_listed_in_pages()
    {
        JsonElement all = JsonElement.Parse(await Text(HttpMethod.Get, $"api/runs?sweep={served.Sweep}"));
        JsonElement second = JsonElement.Parse(await Text(HttpMethod.Get, $"api/runs?sweep={served.Sweep}&page=2&page_size=1"));
        JsonElement sweep = JsonElement.Parse(await Text(HttpMethod.Get, $"api/sweeps/{served.Sweep}"));

        Assert.Equal(2, all.GetProperty("total").GetInt32());
        Assert.Equal(
            [$"{served.Sweep}.0.0.0", $"{served.Sweep}.1.0.0"],
            all.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("run_id").GetString()));
        Assert.Equal(
            $"{served.Sweep}.1.0.0",
            Assert.Single(second.GetProperty("items").EnumerateArray()).GetProperty("run_id").GetString());
        Assert.Equal("finished", sweep.GetProperty("state").GetString());
        Assert.Contains(
            JsonElement.Parse(await Text(HttpMethod.Get, "api/sweeps")).GetProperty("items").EnumerateArray(),
            s => s.GetProperty("sweep_id").GetString() == served.Sweep);
    }

    [Fact]
    public async Task Best_and_a_run_are_what_the_record_says()
    {
        JsonElement best = JsonElement.Parse(await Text(HttpMethod.Get, $"api/sweeps/{served.Sweep}/best"));
        JsonElement run = JsonElement.Parse(await Text(HttpMethod.Get, $"api/runs/{best.GetProperty("best_run").GetString()}"));

        Assert.Equal(
            RecordFile.Text(
                served.Home,
                $"select sha256 from checkpoints where run_id = '{best.GetProperty("best_run").GetString()}' and kind = 'best'"),
            run.GetProperty("checkpoints")[0].GetProperty("sha256").GetString());
        Assert.Equal(2, best.GetProperty("trials").GetArrayLength());
    }

    [Fact]
    public async Task Losses_are_sampled_down_and_keep_their_extremes()
    {
        string address = $"api/runs/{served.Sweep}.0.0.0/loss";
        double[] all = Losses(await Text(HttpMethod.Get, address));
        double[] few = Losses(await Text(HttpMethod.Get, address + "?points=4"));

        Assert.Equal(3 * TinySweep.StepsPerEpoch, all.Length);
        Assert.True(few.Length <= 4, $"{few.Length} points");
        Assert.Equal((all.Min(), all.Max()), (few.Min(), few.Max()));

        static double[] Losses(string json) => [.. JsonElement.Parse(json).EnumerateArray().Select(p => p.GetProperty("loss").GetDouble())];
    }

    [Fact]
    public async Task The_pair_grid_is_a_png()
    {
        using HttpResponseMessage answer = await served.Http.GetAsync($"api/runs/{served.Sweep}.0.0.0/pairs.png");
        byte[] png = await answer.Content.ReadAsByteArrayAsync();

        Assert.Equal("image/png", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
    }

    [Fact]
    public async Task A_cluster_without_workers_is_empty() =>
        Assert.Empty(JsonElement.Parse(await Text(HttpMethod.Get, "api/cluster")).EnumerateArray());

    [Theory]
    [InlineData("GET", "api/nothing", 404)]
    [InlineData("GET", "api/sweeps/nobody", 404)]
    [InlineData("GET", "api/sweeps/nobody/best", 404)]
    [InlineData("GET", "api/runs/nobody.0.0.0", 404)]
    [InlineData("GET", "api/runs/nobody.0.0.0/loss", 404)]
    [InlineData("GET", "api/runs/nobody.0.0.0/pairs.png", 404)]
    [InlineData("GET", "api/runs/nobody.0.0.0/checkpoints/best", 404)]
    [InlineData("GET", "api/runs/nobody.0.0.0/checkpoints/best?format=onnx", 404)]
    [InlineData("GET", "api/runs/nobody.0.0.0/card", 404)]
    [InlineData("GET", "api/runs?sweep=nobody", 404)]
    [InlineData("GET", "api/runs?page=0", 400)]
    [InlineData("GET", "api/runs?page=many", 400)]
    [InlineData("GET", "api/runs?page_size=100000", 400)]
    [InlineData("GET", "api/runs?state=sleeping", 400)]
    [InlineData("POST", "api/sweeps/nobody/pause", 404)]
    [InlineData("PUT", "api/nothing", 404)]
    [InlineData("GET", "api/", 404)]
    [InlineData("GET", "api/a/b.html", 404)]
    [InlineData("DELETE", "api/sweeps/nobody", 404)]
    [InlineData("DELETE", "api/runs/nobody.0.0.0", 404)]
    public async Task A_wrong_request_gets_a_problem_document(string method, string address, int status)
    {
        using HttpResponseMessage answer = await served.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), address));

        await IsProblem(answer, status);
    }

    [Theory]
    [InlineData("PUT", "api/sweeps", "GET, POST")]
    [InlineData("PATCH", "api/sweeps/nobody", "DELETE, GET")]
    [InlineData("GET", "api/sweeps/nobody/pause", "POST")]
    [InlineData("DELETE", "api/runs/nobody.0.0.0/checkpoints/best", "GET, HEAD")]
    public async Task A_method_that_an_address_does_not_know_gets_those_that_it_knows(string method, string address, string allowed)
    {
        using HttpResponseMessage answer = await served.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), address));

        await IsProblem(answer, 405);
        Assert.Equal(allowed, string.Join(", ", answer.Content.Headers.Allow));
    }

    [Fact]
    public async Task A_range_that_a_file_does_not_have_gets_a_problem_document_with_its_length()
    {
        string path = $"api/runs/{served.Sweep}.1.0.0/checkpoints/best";
        using HttpRequestMessage request = new(HttpMethod.Get, path) { Headers = { Range = new(999_999_999, null) } };
        using HttpResponseMessage answer = await served.Http.SendAsync(request);

        Assert.Equal(
            RecordFile.Count(served.Home, "select bytes from checkpoints where run_id like '%.1.0.0' and kind = 'best'"),
            answer.Content.Headers.ContentRange?.Length);
        await IsProblem(answer, 416);
    }

    [Theory]
    [InlineData("text/csv")]
    [InlineData("image/png")]
    [InlineData("application/octet-stream")]
    [InlineData("text/html")]
    public async Task A_problem_document_comes_whatever_the_client_accepts(string accept)
    {
        using HttpResponseMessage missing = await Send(HttpMethod.Get, "api/sweeps/nobody/export");
        using HttpResponseMessage unrouted = await Send(HttpMethod.Get, "api/nothing");
        using HttpResponseMessage foreign = await Send(HttpMethod.Get, "api/sweeps", r => r.Headers.Host = "evil.example");
        using HttpResponseMessage crossing = await Send(
            HttpMethod.Post,
            $"api/sweeps/{served.Sweep}/stop",
            r => r.Headers.Add("Origin", "http://evil.example")
        );

        JsonElement problem = await IsProblem(missing, 404);
        Assert.Equal("Not Found", problem.GetProperty("title").GetString());
        await IsProblem(unrouted, 404);
        await IsProblem(foreign, 400);
        await IsProblem(crossing, 403);

        Task<HttpResponseMessage> Send(HttpMethod method, string address, Action<HttpRequestMessage>? change = null)
        {
            HttpRequestMessage request = new(method, address);
            request.Headers.Accept.ParseAdd(accept);
            change?.Invoke(request);
            return served.Http.SendAsync(request);
        }
    }

    [Fact]
    public async Task A_tag_that_is_null_is_refused()
    {
        using StringContent body = new("""{"tags": ["good", null]}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await served.Http.PutAsync($"api/runs/{served.Sweep}.0.0.0/annotation", body);

        Assert.Contains("null", (await IsProblem(answer, 400)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_bad_sweep_file_is_refused_with_the_place_of_every_error()
    {
        using HttpResponseMessage answer = await served.Http.PostAsync(
            "api/sweeps?file=mine.yaml",
            Yaml("method: grid\nparameters:\n  loss: {values: [contrastiv]}\n  margn: {value: 1}\n"));

        JsonElement problem = await IsProblem(answer, 400);
        Assert.Equal([3, 4], problem.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("line").GetInt32()));
        Assert.Contains("contrastive", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_body_too_large_is_refused_by_its_announced_length()
    {
        // Announced and never sent: the answer comes from the length alone.
        using System.Net.Sockets.TcpClient client = new();
        await client.ConnectAsync(served.Http.BaseAddress!.Host, served.Http.BaseAddress.Port);
        await using Stream stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /api/sweeps HTTP/1.1\r\nHost: {served.Http.BaseAddress.Authority}\r\nContent-Type: "
                    + $"application/yaml\r\nContent-Length: 1000000000\r\n\r\n"
            ));
        using StreamReader answer = new(stream);

        Assert.StartsWith("HTTP/1.1 413", await answer.ReadLineAsync().WaitAsync(SiloProgram.Patience));
    }

    [Fact]
    public async Task A_foreign_host_name_is_refused()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "api/sweeps") { Headers = { Host = "evil.example" } };

        await IsProblem(await served.Http.SendAsync(request), 400);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task A_post_from_another_site_is_refused(string header, string value)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"api/sweeps/{served.Sweep}/stop");
        request.Headers.Add(header, value);

        await IsProblem(await served.Http.SendAsync(request), 403);
    }

    private static StringContent Yaml(string text) => new(text, Encoding.UTF8, "application/yaml");

    private static async Task<JsonElement> IsProblem(HttpResponseMessage answer, int status)
    {
        string body = await answer.Content.ReadAsStringAsync();
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        JsonElement problem = JsonElement.Parse(body);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEqual("", problem.GetProperty("detail").GetString());
        return problem;
    }

    private async Task<string> Text(HttpMethod method, string address)
    {
        using HttpResponseMessage answer = await served.Http.SendAsync(new HttpRequestMessage(method, address));
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address}: {answer.StatusCode} {text}");
        return text;
    }
}
