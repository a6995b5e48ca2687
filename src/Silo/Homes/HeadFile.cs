using System.Diagnostics;
using System.Text.Json;
using SiameseSweep.Core.Store;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Homes;

/// <summary>What DATADIR/head.json says: where the head answers, and which process it is.</summary>
internal sealed record HeadFile(string Url, int Pid, DateTimeOffset Started)
{
    /// <summary>Writes it under a temporary name first, so that nobody ever reads half of it.</summary>
    public void Write(HomeDirectory home)
    {
        string temporary = $"{home.HeadFile}.{Environment.ProcessId}.tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(this, Json.Indented) + "\n");
        File.Move(temporary, home.HeadFile, overwrite: true);
    }

    /// <summary>Removes it if it is still this one.</summary>
    public void Remove(HomeDirectory home)
    {
        if (Read(home) == this)
        {
            File.Delete(home.HeadFile);
        }
    }

    /// <summary>The head that lives in a DATADIR, or null: none was started, or the one that was is dead (kill -9 leaves the file).</summary>
    public static HeadFile? Find(HomeDirectory home) => Read(home) is { } head && IsAlive(head.Pid) ? head : null;

    private static HeadFile? Read(HomeDirectory home)
    {
        try
        {
            return JsonSerializer.Deserialize<HeadFile>(File.ReadAllText(home.HeadFile), Json.Indented);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using Process process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
