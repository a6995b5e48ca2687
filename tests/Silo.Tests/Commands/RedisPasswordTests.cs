using SiameseSweep.Silo.Tests.Faults;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Commands;

/// <summary>A Redis that asks for a password: it opens, is missed by a sentence, and is shown nowhere.</summary>
public sealed class RedisPasswordTests : IDisposable
{
    private const string Password = "s3cret:@/x";
    private readonly TemporaryDirectory _folder = new();
    private readonly RedisServer _redis = new();

    public RedisPasswordTests() => _redis.RequirePassword(Password);

    public void Dispose()
    {
        _redis.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(null, "wants a password")]
    [InlineData("wr0ng:@/y", "wants another password")]
    public async Task Without_the_right_one_a_sentence_says_so(string? given, string why)
    {
        Outcome refused = await SiloProgram.Run(
            "serve",
            "--home",
            _folder.File("home"),
            "--port",
            FreePort.Next(),
            "--cluster",
            given is null ? _redis.Url : _redis.UrlWith(given));

        Assert.Equal(2, refused.ExitCode);
        string line = Assert.Single(refused.ErrorLines);
        Assert.StartsWith($"siamese-sweep: The Redis at {_redis.Url} {why}", line, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_it_a_worker_joins_and_neither_says_nor_logs_it()
    {
        string home = _folder.File("home");
        using SiloProgram worker = SiloProgram.Start(
            "worker",
            "--home",
            home,
            "--devices",
            "cpu",
            "--cluster",
            _redis.UrlWith(Password),
            "-v");
        await worker.Says("Working for");
        await worker.Signal("TERM");
        Outcome outcome = await worker.End();

        Assert.Contains($"Working for {_redis.Url} ", outcome.Out, StringComparison.Ordinal);
        string said = outcome.Out + outcome.Error + string.Concat(Directory.GetFiles(Path.Combine(home, "logs")).Select(File.ReadAllText));
        Assert.DoesNotContain("s3cret", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_none_does_not_show_it_either()
    {
        Outcome refused = await SiloProgram.Run(
            "worker",
            "--home",
            _folder.File("home"),
            "--cluster",
            $"redis://:{Password}@127.0.0.1:6379"
        );

        Assert.Equal(2, refused.ExitCode);
        Assert.DoesNotContain("s3cret", refused.Error, StringComparison.Ordinal);
    }
}
