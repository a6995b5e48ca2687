using System.Runtime.InteropServices;
using SiameseSweep.Core.Store;
using SiameseSweep.Silo.Cli;

namespace SiameseSweep.Silo.Homes;

/// <summary>Keeps what a head and its workers write from the other users of the machine.</summary>
internal static class PrivateFiles
{
    // Octal 077.
    private const uint NothingForOthers = 63;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    /// <summary>From here on files of this process, SQLite's among them, are made 0600 and directories 0700.</summary>
    public static void ForThisProcess() => _ = SetMask(NothingForOthers);

    /// <summary>Says of a DATADIR of an older build, or of the user's own making, that others can enter it.</summary>
    public static void NoteWideHome(HomeDirectory home)
    {
        UnixFileMode mode = OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(home.Path);
        if ((mode & Others) != 0)
        {
            Terminal.Note(
                $"warning: Other users of this machine can enter {home.Path} (mode {Convert.ToString((int)mode, 8)}). "
                    + $"To keep faces and record to yourself: chmod -R go= '{home.Path}'"
            );
        }
    }

    [DllImport("libc", EntryPoint = "umask")]
    private static extern uint SetMask(uint mask);
}
