using SiameseSweep.Core.Store;

namespace SiameseSweep.Grains.Files;

/// <summary>
/// The second line of DATADIR/head.lock: a word that each head makes anew. A worker that finds the head's word in its own home has
/// the same home, so files need not be carried; equal paths on two machines say nothing.
/// </summary>
public static class HomeId
{
    /// <summary>A word that was never used before.</summary>
    public static string New() => Guid.NewGuid().ToString("N");

    /// <summary>The word in a home, or null.</summary>
    public static string? Of(HomeDirectory home)
    {
        try
        {
            using FileStream file = new(home.LockFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using StreamReader text = new(file);
            text.ReadLine();
            return text.ReadLine();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
