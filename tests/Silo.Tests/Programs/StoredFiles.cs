using System.Security.Cryptography;

namespace SiameseSweep.Silo.Tests.Programs;

/// <summary>Weights files and the rows that name them.</summary>
public static class StoredFiles
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10); // files go after the rows that named them

    /// <summary>Every row of <c>checkpoints</c> names a file with its size and hash, and every weights file has a row.</summary>
    public static async Task AreAsRecorded(string home)
    {
        using CancellationTokenSource patience = new(Patience);
        while (!Files(home).SequenceEqual(Rows(home).Select(r => r[0])) && !patience.IsCancellationRequested)
        {
            await Task.Delay(100);
        }

        string[][] rows = Rows(home);
        Assert.Equal(rows.Select(r => r[0]), Files(home));
        foreach (string[] row in rows)
        {
            byte[] content = await File.ReadAllBytesAsync(Path.Combine(home, row[0]));
            Assert.Equal(row[1], $"{content.Length}");
            Assert.Equal(row[2], Convert.ToHexStringLower(SHA256.HashData(content)));
        }
    }

    private static string[][] Rows(string home) =>
        [.. RecordFile.Rows(home, "select path, bytes, sha256 from checkpoints").Order(StringComparer.Ordinal).Select(r => r.Split('|'))];

    private static string[] Files(string home)
    {
        string folder = Path.Combine(home, "checkpoints");
        return Directory.Exists(folder)
            ? [
                .. Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
                    .Select(f => Path.GetRelativePath(home, f))
                    .Order(StringComparer.Ordinal),
            ]
            : [];
    }
}
