using System.Security.Cryptography;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Training.Checkpoints;

namespace SiameseSweep.Grains.Files;

/// <summary>
/// Takes the files of workers that have a home of their own into the head's. A file arrives piece by piece under a temporary name
/// that carries its hash, so that it goes on where the connection was cut, and appears under its own name only when whole and
/// right. Only the run's current attempt may bring any.
/// </summary>
public sealed class UploadReceiver(HomeDirectory home, IRecordReader record, TimeProvider time)
{
    private const string Suffix = ".arriving";
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Bytes of a file that are here already; all of them when it lies whole under its name.</summary>
    public async Task<long> Arrived(RunFilePlace place, string sha256, CancellationToken cancellation)
    {
        string target = place.In(home);
        if (File.Exists(target) && await HashOf(target, cancellation).ConfigureAwait(false) == sha256)
        {
            return new FileInfo(target).Length;
        }

        FileInfo part = new(Part(target, sha256));
        return part.Exists ? part.Length : 0;
    }

    /// <summary>Adds a piece. Returns the bytes that are here now.</summary>
    /// <param name="place">Which file.</param>
    /// <param name="attempt">Who brings it.</param>
    /// <param name="sha256">Hash of the whole file.</param>
    /// <param name="offset">Where the piece begins.</param>
    /// <param name="total">Bytes of the whole file.</param>
    /// <param name="piece">The bytes.</param>
    /// <param name="cancellation">What has come until then stays.</param>
    /// <exception cref="UploadRejectedException">The attempt is not the run's current one, the piece does not follow, or the whole
    /// is not what it should be.</exception>
    /// <exception cref="IOException">The disk refused; what it took stays.</exception>
    public async Task<long> Add(
        RunFilePlace place,
        int attempt,
        string sha256,
        long offset,
        long total,
        Stream piece,
        CancellationToken cancellation)
    {
        RequireCurrent(place.Run, attempt);
        string target = place.In(home), part = Part(target, sha256);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        await using FileStream file = OpenAlone(part);
        if (file.Length != offset)
        {
            throw new UploadRejectedException(
                ArrivalRefusal.OtherOffset,
                $"{place.Name} has {file.Length} bytes here, so no piece can follow at {offset}.");
        }

        file.Position = offset;
        await piece.CopyToAsync(file, cancellation).ConfigureAwait(false);
        if (file.Length < total)
        {
            return file.Length;
        }

        file.Position = 0;
        string found = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false));
        if (file.Length != total || found != sha256)
        {
            File.Delete(part);
            throw new UploadRejectedException(
                ArrivalRefusal.WrongContent,
                $"{place.Name} arrived with {file.Length} bytes and SHA-256 {found}, announced were {total} and {sha256}; send it again.");
        }

        file.Flush(flushToDisk: true);
        RequireCurrent(place.Run, attempt); // the run may have gone to another worker while this was on its way
        File.Move(part, target, overwrite: true);
        CleanUp(place, target);
        return total;
    }

    /// <summary>Which states of a run are here, newest first, and whether it still needs any.</summary>
    public RunFilesDocument Of(RunId run)
    {
        bool open = record.Run(run) is { } row && !row.State.IsFinal();
        return new RunFilesDocument(open, open ? [.. SavedStates.Of(home, run)] : []);
    }

    private void RequireCurrent(RunId run, int attempt)
    {
        if (record.Run(run) is not { State: RunState.Running } row || row.Attempt != attempt)
        {
            throw new UploadRejectedException(ArrivalRefusal.Superseded, $"Attempt {attempt} of {run} is not its current one.");
        }
    }

    private void CleanUp(RunFilePlace place, string target)
    {
        if (SavedStates.Read(target) is { } state)
        {
            string[] recorded = [.. record.Checkpoints(place.Run).Select(c => Path.GetFileName(c.Path))];
            SavedStates.DropOlder(home, place.Run, state, recorded);
        }

        foreach (string part in Directory.GetFiles(Path.GetDirectoryName(target)!, "*" + Suffix))
        {
            if (time.GetUtcNow() - File.GetLastWriteTimeUtc(part) > LongestPause)
            {
                File.Delete(part); // its sender has given up on it
            }
        }
    }

    private static FileStream OpenAlone(string part)
    {
        try
        {
            return new FileStream(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (File.Exists(part))
        {
            throw new UploadRejectedException(
                ArrivalRefusal.OtherOffset,
                $"{Path.GetFileName(part)} is being written by another connection.",
                error);
        }
    }

    private static string Part(string target, string sha256) => $"{target}.{sha256}{Suffix}";

    private static async Task<string> HashOf(string file, CancellationToken cancellation)
    {
        await using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false));
    }
}
