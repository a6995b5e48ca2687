using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store;

/// <summary>
/// The lines about one run in the log files of a home's processes (DATADIR/logs): heads and workers of this machine. A worker of
/// another machine keeps its log there.
/// </summary>
public sealed class RunLog(HomeDirectory home)
{
    // Newest files first; what lies beyond is old enough to be looked for with grep.
    private const long MostBytes = 64L << 20;

    /// <summary>The newest lines that name the run, oldest first. Blocks on the disk.</summary>
    /// <param name="run">The run.</param>
    /// <param name="most">Most lines.</param>
    /// <exception cref="UserErrorException">A log file cannot be read.</exception>
    public IReadOnlyList<string> Lines(RunId run, int most = 500)
    {
        DirectoryInfo folder = new(home.Logs);
        if (!folder.Exists)
        {
            return [];
        }

        string id = run.ToString();
        List<string> found = [];
        long read = 0;
        try
        {
            foreach (FileInfo file in folder.GetFiles("*.log").OrderByDescending(f => f.LastWriteTimeUtc))
            {
                if ((read += file.Length) > MostBytes && found.Count > 0)
                {
                    break;
                }

                found.AddRange(Naming(file, id));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"A log file in {folder.FullName} cannot be read: {error.Message}", inner: error);
        }

        // Lines begin with their time, so files of several processes fall into one order.
        return [.. found.Order(StringComparer.Ordinal).TakeLast(most)];
    }

    private static List<string> Naming(FileInfo file, string id)
    {
        List<string> lines = [];
        using FileStream stream = new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using StreamReader reader = new(stream);
        while (reader.ReadLine() is string line)
        {
            int at = line.IndexOf(id, StringComparison.Ordinal);

            // a.1.0.0 is not a.1.0.01, nor is b-a.1.0.0.
            if (at >= 0
                && (at + id.Length == line.Length || !char.IsAsciiDigit(line[at + id.Length]))
                && (at == 0 || !(char.IsAsciiLetterOrDigit(line[at - 1]) || line[at - 1] is '-' or '_')))
            {
                lines.Add(line);
            }
        }

        return lines;
    }
}
