using System.Net;
using System.Net.Sockets;
using SiameseSweep.Silo.Homes;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Commands;

/// <summary>With a proxy in the environment: it is not asked for, nor told the token of, a head on the command's own machine.</summary>
public sealed class ProxyTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly TcpListener _proxy = new(IPAddress.Loopback, 0);

    public ProxyTests() => _proxy.Start();

    private string Home => _folder.File("home");

    public void Dispose()
    {
        _proxy.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_head_on_this_machine_is_reached_past_the_proxy()
    {
        string port = FreePort.Next();
        using SiloProgram head = SiloProgram.Start("serve", "--home", Home, "--port", port);
        await head.Says("Serving");

        foreach (string[] where in (string[][])
                [
                    ["--home", Home],
                    ["--server", $"http://127.0.0.1:{port}"],
                    ["--server", $"http://localhost:{port}"],
                ])
        {
            Outcome outcome = await Run(["cluster", .. where]);

            Assert.Equal("", outcome.Error);
            Assert.Equal(0, outcome.ExitCode);
        }

        Assert.False(_proxy.Pending(), "somebody called the proxy");
    }

    [Fact]
    public async Task A_head_in_the_home_directory_is_on_this_machine_whatever_its_address()
    {
        Directory.CreateDirectory(Home);
        string url = $"http://0.0.0.0:{FreePort.Next()}/"; // where nothing listens
        new HeadFile(url, Environment.ProcessId, DateTimeOffset.UnixEpoch).Write(new(Home));

        Outcome outcome = await Run("cluster", "--home", Home);

        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains(url, Assert.Single(outcome.ErrorLines));
        Assert.False(_proxy.Pending(), "somebody called the proxy");
    }

    [Fact]
    public async Task A_head_elsewhere_is_reached_through_the_proxy()
    {
        Task<TcpClient> call = _proxy.AcceptTcpClientAsync();
        using SiloProgram command = Start("cluster", "--server", "http://head.example:8080");
        using TcpClient client = await call.WaitAsync(SiloProgram.Patience);
        using StreamReader request = new(client.GetStream());

        Assert.Equal("GET http://head.example:8080/api/cluster HTTP/1.1", await request.ReadLineAsync().WaitAsync(SiloProgram.Patience));
    }

    private SiloProgram Start(params string[] arguments) =>
        SiloProgram.Start(
            new Dictionary<string, string>
            {
                ["http_proxy"] = $"http://{_proxy.LocalEndpoint}",
                ["no_proxy"] = "",
                ["NO_PROXY"] = "",
            },
            arguments);

    private async Task<Outcome> Run(params string[] arguments)
    {
        using SiloProgram program = Start(arguments);
        return await program.End(within: TimeSpan.FromSeconds(30));
    }
}
