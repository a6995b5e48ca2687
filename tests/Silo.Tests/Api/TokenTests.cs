using System.Net;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Api;

/// <summary>A head that others than this machine can reach asks everybody for its token.</summary>
public sealed class TokenTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly string _port = FreePort.Next();

    private string Home => _folder.File("home");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_token_is_made_once_shown_once_kept_for_its_owner_and_opens_the_api()
    {
        using SiloProgram head = Serve();
        string shown = (await head.Says("Access token of this head")).Split(": ")[1].Trim();
        await head.Says("Serving");
        string file = Path.Combine(Home, "token");
        Assert.Equal(shown, File.ReadAllText(file).Trim());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.True(shown.Length >= 40, "256 bits in base64url");

        using HttpClient http = Client();
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(http, "api/sweeps", null));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(http, "api/sweeps", "Bearer wrong"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(http, "api/sweeps", "Bearer " + shown[..^1]));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(http, "api/sweeps", "Bearer wrong", accept: "text/csv"));
        Assert.Equal(HttpStatusCode.OK, await Status(http, "api/sweeps", "Bearer " + shown));
        Assert.Equal(HttpStatusCode.OK, await Status(http, "healthz", null));
        Assert.Equal(0, (await SiloProgram.Run("sweeps", "--server", http.BaseAddress!.ToString(), "--token", shown)).ExitCode);
        Assert.Equal(2, (await SiloProgram.Run("sweeps", "--server", http.BaseAddress.ToString(), "--token", "wrong")).ExitCode);

        await head.Signal("TERM");
        Outcome first = await head.End();
        Assert.DoesNotContain(
            shown,
            string.Concat(Directory.GetFiles(Path.Combine(Home, "logs")).Select(File.ReadAllText)),
            StringComparison.Ordinal);

        using SiloProgram again = Serve();
        await again.Says("Serving");
        await again.Signal("TERM");
        Outcome second = await again.End();
        Assert.Contains(shown, first.Out + first.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(shown, second.Out + second.Error, StringComparison.Ordinal);
        Assert.Equal(shown, File.ReadAllText(file).Trim());
    }

    [Fact]
    public async Task A_browser_logs_in_with_the_token_and_gets_a_cookie_that_scripts_and_other_sites_cannot_use()
    {
        using SiloProgram head = Serve();
        await head.Says("Serving");
        string token = File.ReadAllText(Path.Combine(Home, "token")).Trim();
        using HttpClient http = Client();
        using HttpRequestMessage page = new(HttpMethod.Get, "");
        page.Headers.Accept.ParseAdd("text/html");
        using HttpResponseMessage sent = await http.SendAsync(page);
        Assert.Equal("/login", sent.Headers.Location?.ToString());

        using HttpResponseMessage refused = await http.PostAsync("login", Form("wrong"));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.False(refused.Headers.Contains("Set-Cookie"));

        using HttpResponseMessage accepted = await http.PostAsync("login", Form(token));
        string cookie = Assert.Single(accepted.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(token, cookie, StringComparison.Ordinal);

        using HttpRequestMessage listing = new(HttpMethod.Get, "api/sweeps");
        listing.Headers.Add("Cookie", cookie.Split(';')[0]);
        Assert.Equal(HttpStatusCode.OK, (await http.SendAsync(listing)).StatusCode);

        // Even with the cookie: not from another site's page, and not under a name that is not this head's.
        using HttpRequestMessage crossing = new(HttpMethod.Post, "api/sweeps");
        crossing.Headers.Add("Cookie", cookie.Split(';')[0]);
        crossing.Headers.Add("Origin", "http://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(crossing)).StatusCode);
        using HttpRequestMessage rebound = new(HttpMethod.Get, "api/sweeps") { Headers = { Host = "evil.example" } };
        rebound.Headers.Add("Cookie", cookie.Split(';')[0]);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.SendAsync(rebound)).StatusCode);
    }

    /// <summary>
    /// nginx puts its upstream's address into Host unless it is told to pass the browser's on (ngx_http_proxy_module,
    /// proxy_set_header); Origin it leaves.
    /// </summary>
    [Theory]
    [InlineData("sweeps.example.org")]
    [InlineData(null)]
    public async Task Behind_a_proxy_with_a_name_that_was_given_pages_are_live_and_everybody_needs_the_token(string? passedOn)
    {
        using SiloProgram head = SiloProgram.Start("serve", "--home", Home, "--port", _port, "--public-name", "sweeps.example.org");
        await head.Says("Serving");
        string token = File.ReadAllText(Path.Combine(Home, "token")).Trim();
        using HttpClient http = Client();
        Assert.Equal(HttpStatusCode.Unauthorized, await Negotiate(http, passedOn, "https://sweeps.example.org", null));
        Assert.Equal(HttpStatusCode.OK, await Negotiate(http, passedOn, "https://sweeps.example.org", token));
        Assert.Equal(HttpStatusCode.Forbidden, await Negotiate(http, passedOn, "https://example.org", token));
        Assert.Equal(HttpStatusCode.BadRequest, await Negotiate(http, "evil.sweeps.example.org", "https://sweeps.example.org", token));
        Assert.Equal(0, (await SiloProgram.Run("cluster", "--home", Home)).ExitCode);
    }

    [Fact]
    public async Task A_name_with_a_path_is_refused()
    {
        Outcome refused = await SiloProgram.Run("serve", "--home", Home, "--public-name", "https://sweeps.example.org/sweeps");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--public-name 'https://sweeps.example.org/sweeps' is not a host's name", refused.Error, StringComparison.Ordinal);
    }

    // What a page asks for before it becomes live.
    private static async Task<HttpStatusCode> Negotiate(HttpClient http, string? host, string origin, string? token)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "_blazor/negotiate?negotiateVersion=1") { Headers = { Host = host } };
        request.Headers.Add("Origin", origin);
        if (token is not null)
        {
            request.Headers.Add("Authorization", "Bearer " + token);
        }

        using HttpResponseMessage answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    private static FormUrlEncodedContent Form(string token) => new(new Dictionary<string, string> { ["token"] = token });

    private static async Task<HttpStatusCode> Status(HttpClient http, string address, string? authorization, string accept = "*/*")
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd(accept);
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using HttpResponseMessage answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    private SiloProgram Serve() => SiloProgram.Start("serve", "--home", Home, "--port", _port, "--listen", "0.0.0.0");

    private HttpClient Client() =>
        new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{_port}/"),
        };
}
