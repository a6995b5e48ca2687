using Microsoft.Extensions.Logging;
using SiameseSweep.Silo.Logging;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Logging;

public sealed class FileLoggerTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Logs_of_processes_that_live_stay_and_of_others_the_newest()
    {
        string mine = _folder.File($"serve-20200101-000000-{Environment.ProcessId}.log"),
            part = _folder.File($"serve-20200101-000000-{Environment.ProcessId}.1.log");
        foreach ((string file, int days) in new[] { (mine, 900), (part, 901) }.Concat(
                Enumerable.Range(1, 25).Select(i => (_folder.File($"worker-20240101-000000-{int.MaxValue - i}.log"), i))))
        {
            File.WriteAllText(file, "old");
            File.SetLastWriteTimeUtc(file, DateTimeOffset.UnixEpoch.AddDays(20_000 - days).UtcDateTime);
        }

        using FileLoggerProvider provider = new(_folder.Path, "worker", TimeProvider.System);

        string[] left = Directory.GetFiles(_folder.Path);
        Assert.Contains(mine, left);
        Assert.Contains(part, left);
        Assert.Equal(FileLoggerProvider.MostOfDead, left.Count(f => f.Contains("-20240101-", StringComparison.Ordinal)));
        Assert.DoesNotContain(_folder.File($"worker-20240101-000000-{int.MaxValue - 25}.log"), left);
    }

    [Fact]
    public void A_log_is_cut_at_its_size_stack_traces_counted_and_the_newest_parts_stay()
    {
        using FileLoggerProvider provider = new(_folder.Path, "serve", TimeProvider.System, mostBytes: 10_000);
        ILogger log = provider.CreateLogger("Test");
        InvalidOperationException error = new(new string('x', 1000));
        for (int i = 0; i < 100; i++)
        {
            Log(log, $"entry {i:000}", error);
        }

        FileInfo[] parts = new DirectoryInfo(_folder.Path).GetFiles();
        Assert.Equal(FileLoggerProvider.MostOldParts + 1, parts.Length);
        Assert.All(parts, p => Assert.InRange(p.Length, 0, 12_000));
        string kept = string.Concat(parts.OrderBy(p => p.LastWriteTimeUtc).Select(p => File.ReadAllText(p.FullName)));
        Assert.Contains("entry 099", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("entry 000", kept, StringComparison.Ordinal);
        Assert.True(kept.Split("entry ").Length > 30, "three parts of ten entries and more");
    }

    [Fact]
    public void After_a_full_disk_it_goes_on_and_says_what_is_missing()
    {
        using SmallDisk disk = SmallDisk.Mount(_folder.File("disk"), 1);
        using FileLoggerProvider provider = new(disk.Path, "serve", TimeProvider.System);
        ILogger log = provider.CreateLogger("Test");
        string ballast = Path.Combine(disk.Path, "ballast");
        Assert.Throws<IOException>(() => File.WriteAllBytes(ballast, new byte[2 * 1024 * 1024]));
        string large = new('x', 10_000);
        Log(log, large, null);
        Log(log, large, null);
        File.Delete(ballast);

        Log(log, "there is room again", null);

        string text = File.ReadAllText(provider.FilePath);
        Assert.Contains("entries before this one could not be written.)", text, StringComparison.Ordinal);
        Assert.EndsWith("Test: there is room again\n", text, StringComparison.Ordinal);
    }

    private static void Log(ILogger log, string message, Exception? error) =>
        log.Log(LogLevel.Warning, default, message, error, (m, _) => m);
}
