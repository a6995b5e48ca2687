using System.Diagnostics;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Faults;

/// <summary>A Redis of the test's own, which keeps its table over a restart. Skips the test where there is none.</summary>
internal sealed class RedisServer : IDisposable
{
    private const string Program = "/usr/bin/redis-server";

    private readonly TemporaryDirectory _folder = new();
    private readonly string _port = FreePort.Next();
    private readonly string _address;
    private readonly string[] _through;
    private Process _process;

    public RedisServer(string address = "127.0.0.1", params string[] through)
    {
        Assert.SkipUnless(File.Exists(Program), $"There is no Redis at {Program} (apt-get install redis-server).");
        (_address, _through) = (address, through);
        _process = Start();
    }

    public string Url => $"redis://{_address}:{_port}";

    /// <summary>Its address with a password, percent-encoded.</summary>
    public string UrlWith(string password) => $"redis://:{Uri.EscapeDataString(password)}@{_address}:{_port}";

    /// <summary>From now on it lets nobody in without.</summary>
    public void RequirePassword(string password)
    {
        using Process told = Process.Start(
            new ProcessStartInfo("redis-cli", ["-h", _address, "-p", _port, "config", "set", "requirepass", password])
            {
                RedirectStandardOutput = true,
            }
        )!;
        Assert.Equal("OK", told.StandardOutput.ReadToEnd().Trim());
        told.WaitForExit();
    }

    /// <summary>Kills it as a crash does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Restart()
    {
        _process.Dispose();
        _process = Start();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
        _folder.Dispose();
    }

    private Process Start()
    {
        string log = _folder.File("redis.log");
        File.Delete(log);
        string[] command =
        [
            .. _through,
            Program,
            "--port",
            _port,
            "--bind",
            _address,
            "--protected-mode",
            "no",
            "--appendonly",
            "yes",
            "--dir",
            _folder.Path,
            "--logfile",
            log,
        ];
        Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]))!;
        SpinWait.SpinUntil(
            () => process.HasExited || (File.Exists(log) && File.ReadAllText(log).Contains("Ready to accept", StringComparison.Ordinal)),
            SiloProgram.Patience);
        return process;
    }
}
