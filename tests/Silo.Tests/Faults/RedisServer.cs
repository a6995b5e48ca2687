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
    private readonly Process _process;

    public RedisServer()
    {
        Assert.SkipUnless(File.Exists(Program), $"There is no Redis at {Program} (apt-get install redis-server).");
        ProcessStartInfo start = new(Program, ["--port", _port, "--bind", "127.0.0.1", "--appendonly", "yes", "--dir", _folder.Path, "--logfile", _folder.File("redis.log")]);
        _process = Process.Start(start)!;
    }

    public string Url => $"redis://127.0.0.1:{_port}";

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }
}
