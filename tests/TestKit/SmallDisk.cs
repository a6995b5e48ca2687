using System.Diagnostics;

namespace SiameseSweep.TestKit;

/// <summary>A file system of a few megabytes of its own, to be filled or made read-only: root ignores permission bits, not these.</summary>
public sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    /// <summary>The mount point.</summary>
    public string Path { get; }

    /// <summary>Mounts one; skips the running test, with the reason, where that is not allowed.</summary>
    public static SmallDisk Mount(string path, int megabytes)
    {
        Directory.CreateDirectory(path);
        string? error = Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path);
        Assert.SkipWhen(error is not null, $"A small tmpfs cannot be mounted here: {error}");
        return new SmallDisk(path);
    }

    /// <summary>From now on nothing can be written to it.</summary>
    public void MakeReadOnly()
    {
        string? error = Run("mount", "-o", "remount,ro", Path);
        Assert.SkipWhen(error is not null, $"A tmpfs cannot be remounted here: {error}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Run("umount", Path) is not null)
        {
            Run("umount", "-l", Path);
        }
    }

    private static string? Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : error.Trim();
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return error.Message;
        }
    }
}
