using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Grains.Files;

/// <summary>
/// Removes, from the home of a worker that carries its files, what runs have left there that nobody trains any more: a worker that
/// was killed, or whose run went elsewhere, cannot do so itself.
/// </summary>
internal static class OrphanedRunFiles
{
    /// <summary>Looks once; what the head cannot be asked about stays until the next time.</summary>
    public static async Task Clean(HeadFileConnection link, CancellationToken cancellation)
    {
        HomeDirectory home = link.Home;
        if (File.Exists(home.LockFile))
        {
            return; // a head has lived here: what lies here may be its record's
        }

        foreach (RunId run in RunsIn(home))
        {
            RunFilesDocument there = await link.Persist($"A question about {run}", head => head.Of(run, cancellation), cancellation)
                .ConfigureAwait(false);
            if (!there.Open)
            {
                Remove(home, run);
            }
        }
    }

    /// <summary>Removes one run's files.</summary>
    public static void Remove(HomeDirectory home, RunId run)
    {
        foreach (string folder in new[] { home.ResumeOf(run), home.CheckpointsOf(run) })
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Not there, or looked for again the next time.
            }
        }
    }

    private static IEnumerable<RunId> RunsIn(HomeDirectory home)
    {
        RunId none = new("none", 0, 0, 0);
        return new[] { home.ResumeOf(none), home.CheckpointsOf(none) }
            .Select(folder => Path.GetDirectoryName(Path.GetDirectoryName(folder))!)
            .Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories)
            .SelectMany(Directory.GetDirectories)
            .Select(folder => RunId.TryParse(Path.GetFileName(folder), out RunId run) ? run : (RunId?)null)
            .OfType<RunId>()
            .Distinct()
            .ToList();
    }
}
