using System.Globalization;
using SiameseSweep.Core;

namespace SiameseSweep.Silo.Hosting;

/// <summary>
/// The limit on open files of this process. Where it is too low, the runtime says of a library that it "cannot find the file",
/// which helps nobody; a process that stays up has about 330 open before its first client.
/// </summary>
internal static class OpenFiles
{
    private const int Least = 512;

    /// <exception cref="UserErrorException">They are too few.</exception>
    public static void RequireEnough()
    {
        if (HardLimit() is { } limit && limit < Least)
        {
            throw new UserErrorException(
                $"This process may open {limit} files at once, and needs {Least}. Raise the limit: "
                    + $"'ulimit -Hn 4096' as root, or LimitNOFILE=4096 in a systemd unit."
            );
        }
    }

    // The soft limit does not matter: the runtime has raised it to the hard one.
    private static long? HardLimit()
    {
        const string Limits = "/proc/self/limits",
            Name = "Max open files";
        string? line = File.Exists(Limits)
            ? File.ReadLines(Limits).FirstOrDefault(l => l.StartsWith(Name, StringComparison.Ordinal))
            : null;
        string[] columns = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return columns.Length > 1 && long.TryParse(columns[1], NumberStyles.None, CultureInfo.InvariantCulture, out long limit)
            ? limit
            : null; // or "unlimited"
    }
}
