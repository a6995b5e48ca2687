using System.Text.Json;
using SiameseSweep.Core.Store;
using SiameseSweep.Grains.Membership;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Homes;

/// <summary>Content of DATADIR/head.json: the head's address and process.</summary>
/// <param name="Url">Where it answers.</param>
/// <param name="Pid">Its process.</param>
/// <param name="Started">When it was ready.</param>
/// <param name="Birth">Of its process (<see cref="ProcessStartTime"/>), in the kernel's ticks since boot; null in files of older
/// builds.</param>
internal sealed record HeadFile(string Url, int Pid, DateTimeOffset Started, long? Birth = null)
{
    /// <summary>Of this process.</summary>
    public static HeadFile Here(string url, TimeProvider time) =>
        new(url, Environment.ProcessId, time.GetUtcNow(), ProcessStartTime.Of(Environment.ProcessId));

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

    /// <summary>
    /// The head that lives in a DATADIR, or null: none was started, or the one that was is dead (kill -9 leaves the file).
    /// </summary>
    public static HeadFile? Find(HomeDirectory home) => Read(home) is { } head && head.IsAlive() ? head : null;

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

    // Its number may be another process's by now, which must not be sent this head's token.
    private bool IsAlive() => ProcessStartTime.Of(Pid) is { } birth && birth == (Birth ?? birth);
}
