using System.Net;
using System.Net.WebSockets;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Access;

/// <summary>A head behind a TLS proxy: it speaks plain HTTP to the proxy and knows what the browser speaks.</summary>
public sealed class BehindTlsTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly string _port = FreePort.Next();
    private readonly HttpClient _http;
    private SiloProgram? _head;

    public BehindTlsTests() =>
        _http = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{_port}/"),
        };

    private string Token => File.ReadAllText(_folder.File("home", "token")).Trim();

    public void Dispose()
    {
        _http.Dispose();
        _head?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_sign_in_is_a_cookie_that_never_leaves_TLS_and_ends_with_signing_out()
    {
        await Serve("https://sweeps.example.org");
        string one = await SignIn(), two = await SignIn();
        foreach (string cookie in (string[])[one, two])
        {
            Assert.StartsWith("__Host-siamese-sweep-login=", cookie, StringComparison.Ordinal);
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; max-age=604800", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; path=/;", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
        }

        Assert.NotEqual(one.Split(';')[0], two.Split(';')[0]);
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Get, "api/sweeps", one));
        Assert.Equal(HttpStatusCode.Redirect, await Status(HttpMethod.Post, "logout", one));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(HttpMethod.Get, "api/sweeps", one));
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Get, "api/sweeps", two));
    }

    [Fact]
    public async Task A_page_that_is_open_ends_with_its_sign_in()
    {
        await Serve("https://sweeps.example.org");
        string cookie = await SignIn();
        using ClientWebSocket page = new();
        page.Options.SetRequestHeader("Cookie", cookie.Split(';')[0]);
        page.Options.SetRequestHeader("Origin", "https://sweeps.example.org");
        await page.ConnectAsync(new Uri($"ws://127.0.0.1:{_port}/_blazor"), CancellationToken.None);
        Task<WebSocketReceiveResult> ends = page.ReceiveAsync(new ArraySegment<byte>(new byte[1]), CancellationToken.None);
        Assert.False(ends.IsCompleted);

        Assert.Equal(HttpStatusCode.Redirect, await Status(HttpMethod.Post, "logout", cookie));

        await Assert.ThrowsAsync<WebSocketException>(() => ends.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_proxy_on_loopback_may_say_that_the_browser_speaks_TLS()
    {
        await Serve("sweeps.example.org");
        Assert.DoesNotContain("secure", await SignIn(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; secure", await SignIn(("X-Forwarded-Proto", "https")), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; secure", await SignIn(("Origin", "https://sweeps.example.org")), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("https://sweeps.example.org:8443", "https://sweeps.example.org:8443", null, true)]
    [InlineData("https://sweeps.example.org:8443", "https://sweeps.example.org", null, false)]
    [InlineData("https://sweeps.example.org:8443", "http://sweeps.example.org:8443", null, false)]
    [InlineData("https://sweeps.example.org", "https://SWEEPS.example.org:443", null, true)]
    [InlineData("sweeps.example.org", "http://sweeps.example.org:9999", null, false)]
    [InlineData("sweeps.example.org", "http://sweeps.example.org:9999", "sweeps.example.org:9999", true)]
    [InlineData("sweeps.example.org", "https://sweeps.example.org:9999", "sweeps.example.org:9999", false)]
    [InlineData("sweeps.example.org", "https://sweeps.example.org", "sweeps.example.org", true)]
    [InlineData("sweeps.example.org", "null", null, false)]
    public async Task Scheme_and_port_of_the_page_count(string name, string origin, string? host, bool isLetIn)
    {
        await Serve(name);
        using HttpRequestMessage request = new(HttpMethod.Post, "_blazor/negotiate?negotiateVersion=1") { Headers = { Host = host } };
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Authorization", "Bearer " + Token);
        using HttpResponseMessage answer = await _http.SendAsync(request);
        Assert.Equal(isLetIn ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Who_guesses_the_token_is_slowed_down()
    {
        await Serve("sweeps.example.org");
        string cookie = await SignIn();
        HttpStatusCode[] guesses = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? Bearer($"guess {i}") : Form($"guess {i}")));
        Assert.All(guesses, g => Assert.True(g is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests));
        Assert.InRange(guesses.Count(g => g == HttpStatusCode.Unauthorized), 20, 100);

        // Who has signed in is not bothered, and everybody may try again after a while.
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Get, "api/sweeps", cookie));
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.Equal(HttpStatusCode.OK, await Bearer(Token));
    }

    [Fact]
    public async Task A_sign_in_without_a_form_is_refused_in_words()
    {
        await Serve("sweeps.example.org");
        foreach ((string? type, string content) in ((string?, string)[])
                [
                    (null, ""),
                    ("application/json", "{}"),
                    ("text/plain", "token=x"),
                    ("multipart/form-data", ""),
                    ("application/x-www-form-urlencoded", new string('a', 3_000_000)),
                    ("application/x-www-form-urlencoded", string.Concat(Enumerable.Repeat("a=b&", 5000))),
                ])
        {
            using ByteArrayContent body = new(System.Text.Encoding.ASCII.GetBytes(content));
            if (type is not null)
            {
                body.Headers.TryAddWithoutValidation("Content-Type", type);
            }

            using HttpResponseMessage answer = await _http.PostAsync("login", body);
            Assert.InRange((int)answer.StatusCode, 400, 413);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }

        string[] logs = Directory.GetFiles(_folder.File("home", "logs"));
        Assert.DoesNotContain("Exception", string.Concat(logs.Select(File.ReadAllText)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_says_what_its_page_may_do()
    {
        await Serve("sweeps.example.org");
        string cookie = await SignIn();
        foreach ((string address, string? host) in ((string, string?)[])
                [
                    ("", null),
                    ("login", null),
                    ("api/sweeps", null),
                    ("api/nothing", null),
                    ("nothing", null),
                    ("healthz", null),
                    ("api/sweeps", "evil.example"),
                ])
        {
            using HttpRequestMessage request = new(HttpMethod.Get, address) { Headers = { Host = host } };
            request.Headers.Add("Cookie", cookie.Split(';')[0]);
            using HttpResponseMessage answer = await _http.SendAsync(request);
            string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("script-src 'self' 'nonce-", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'self'", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        }
    }

    private async Task Serve(string name)
    {
        _head = SiloProgram.Start("serve", "--home", _folder.File("home"), "--port", _port, "--public-name", name);
        await _head.Says("Serving");
    }

    private async Task<string> SignIn(params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "login")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("token", Token)]),
        };
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using HttpResponseMessage answer = await _http.SendAsync(request);
        return Assert.Single(answer.Headers.GetValues("Set-Cookie"));
    }

    private async Task<HttpStatusCode> Form(string token)
    {
        using HttpResponseMessage answer = await _http.PostAsync("login", new FormUrlEncodedContent([KeyValuePair.Create("token", token)]));
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> Bearer(string token)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "api/sweeps");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        using HttpResponseMessage answer = await _http.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> Status(HttpMethod method, string address, string cookie)
    {
        using HttpRequestMessage request = new(method, address);
        request.Headers.Add("Cookie", cookie.Split(';')[0]);
        using HttpResponseMessage answer = await _http.SendAsync(request);
        return answer.StatusCode;
    }
}
