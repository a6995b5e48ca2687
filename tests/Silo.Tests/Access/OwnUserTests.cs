using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Access;

/// <summary>On loopback the head's own user needs no token, and every other user of the machine does.</summary>
public sealed class OwnUserTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _folder = new();
    private readonly int _port = int.Parse(FreePort.Next(), CultureInfo.InvariantCulture);
    private SiloProgram _head = null!;
    private HttpClient _http = null!;

    private string Home => _folder.File("home");

    public async ValueTask InitializeAsync()
    {
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101); // what keeps others out must be the home itself
        _head = SiloProgram.Start("serve", "--home", Home, "--port", $"{_port}");
        await _head.Says("Serving");
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_port}/") };
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        _head.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Another_user_needs_the_token_which_only_the_heads_user_can_read()
    {
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync("api/sweeps")).StatusCode);
        string token = File.ReadAllText(Path.Combine(Home, "token")).Trim();

        Assert.StartsWith("HTTP/1.1 401", await OtherUser.Send(_port, "GET /api/sweeps"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 401", await OtherUser.Send(_port, "GET /"), StringComparison.Ordinal);
        Assert.Contains("Location: /login", await OtherUser.Send(_port, "GET /", "Accept: text/html"), StringComparison.Ordinal);
        Assert.StartsWith(
            "HTTP/1.1 401",
            await OtherUser.Send(_port, "POST /_blazor/negotiate?negotiateVersion=1"),
            StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await OtherUser.Send(_port, "GET /healthz"), StringComparison.Ordinal);
        Assert.StartsWith(
            "HTTP/1.1 200",
            await OtherUser.Send(_port, "GET /api/sweeps", $"Authorization: Bearer {token}"),
            StringComparison.Ordinal);
        Assert.Contains("Permission denied", await OtherUser.Run($"cat {Home}/token {Home}/runs.db"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_user_who_sends_a_stop_and_closes_at_once_stops_nothing()
    {
        using HttpResponseMessage submitted = await _http.PostAsync("api/sweeps", new StringContent(TinySweep.Yaml()));
        string sweep = (await JsonDocument.ParseAsync(await submitted.Content.ReadAsStreamAsync()))
            .RootElement.GetProperty("sweep_id")
            .GetString()!;

        await OtherUser.SendAndLeave(_port, $"POST /api/sweeps/{sweep}/stop", times: 200);

        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal("running", RecordFile.Text(Home, "select state from sweeps"));
        Assert.Equal(HttpStatusCode.OK, (await _http.PostAsync($"api/sweeps/{sweep}/stop", null)).StatusCode);
        Assert.Equal("stopped", RecordFile.Text(Home, "select state from sweeps"));
    }

    [Fact]
    public async Task The_heads_user_is_known_on_many_connections_at_once()
    {
        HttpStatusCode[] answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ =>
        {
            using TcpClient client = new();
            await client.ConnectAsync(IPAddress.Loopback, _port);
            await using StreamWriter request = new(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
            await request.WriteAsync("GET /api/sweeps HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            using StreamReader answer = new(client.GetStream());
            return Enum.Parse<HttpStatusCode>((await answer.ReadLineAsync())!.Split(' ')[1]);
        }));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a));
    }
}
