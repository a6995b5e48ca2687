using System.Diagnostics;
using System.Globalization;
using SiameseSweep.Core;

namespace SiameseSweep.Training.Checkpoints;

/// <summary>
/// Files that appear under their name only when they are whole: written beside it, flushed to the disk, renamed while still held,
/// so that <see cref="DropLeftovers"/> of another process can tell a writer at work from one that was killed.
/// </summary>
internal static class AtomicFile
{
    private const string Suffix = ".writing";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);
    private static int _written;

    /// <summary>Writes a file; an existing one is replaced. On a full disk it waits for a while: somebody may make room.</summary>
    /// <param name="path">The final name; its folder is made.</param>
    /// <param name="write">Writes the content; called again for each try.</param>
    /// <param name="beforeRename">Last word before the file takes its name: an exception of it leaves nothing behind.</param>
    /// <exception cref="UserErrorException">The disk refused; what was at <paramref name="path"/> before is untouched.</exception>
    public static void Write(string path, Action<FileStream> write, Action? beforeRename = null)
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                TryWrite(path, write, beforeRename);
                return;
            }
            catch (IOException error) when (IsFull(error) && Stopwatch.GetElapsedTime(started) < Patience)
            {
                beforeRename?.Invoke(); // who has given the file up does not wait for room
                using ManualResetEventSlim pause = new();
                pause.Wait(LookAgain);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new UserErrorException(
                    $"{path} could not be written: {error.Message.TrimEnd('.')}. Make room or permit writing there; "
                        + $"the record and earlier files are untouched.",
                    UserErrorCause.Environment, error);
            }
        }
    }

    private static void TryWrite(string path, Action<FileStream> write, Action? beforeRename)
    {
        // A name of its own: a superseded attempt may be writing the same file in another process.
        string temporary = string.Create(
            CultureInfo.InvariantCulture,
            $"{path}.{Environment.ProcessId}-{Interlocked.Increment(ref _written)}{Suffix}");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1);
            write(file);
            file.Flush(flushToDisk: true);
            beforeRename?.Invoke();
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            Discard(temporary);
            throw;
        }
    }

    // ENOSPC and EDQUOT of Linux, ERROR_DISK_FULL of Windows.
    private static bool IsFull(IOException error) => error.HResult is 28 or 122 or unchecked((int)0x80070070);

    /// <summary>Removes what killed writers left in a folder.</summary>
    public static void DropLeftovers(string folder)
    {
        foreach (string file in Enumerate(folder).Where(IsBeingWritten))
        {
            try
            {
                using FileStream held = new(file, FileMode.Open, FileAccess.Write, FileShare.None);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                continue; // its writer lives, or has just finished
            }

            Discard(file);
        }
    }

    /// <summary>Whether a writer has this file open, or left it behind.</summary>
    public static bool IsBeingWritten(string file) => file.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>Returns the files of a folder, none when there is no folder.</summary>
    public static string[] Enumerate(string folder) => Directory.Exists(folder) ? Directory.GetFiles(folder) : [];

    /// <summary>Removes a file that is of no use any more. A disk that refuses keeps it; that costs room and nothing else.</summary>
    public static void Discard(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Looked for again by the next attempt.
        }
    }
}
