using System.Globalization;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store;

/// <summary>Paths below DATADIR (<c>--home</c>).</summary>
public sealed class HomeDirectory
{
    /// <summary>Names the places under a directory.</summary>
    public HomeDirectory(string path) => Path = System.IO.Path.GetFullPath(path);

    /// <summary>DATADIR itself, absolute.</summary>
    public string Path { get; }

    /// <summary>The record.</summary>
    public string RecordFile => Under("runs.db");

    /// <summary>The record's write-ahead log, which SQLite keeps beside it.</summary>
    public string RecordLog => RecordFile + "-wal";

    /// <summary>The cluster's membership on one machine.</summary>
    public string MembershipFile => Under("membership.db");

    /// <summary>Held exclusively by the head.</summary>
    public string LockFile => Under("head.lock");

    /// <summary>The head's address and process, for workers and commands.</summary>
    public string HeadFile => Under("head.json");

    /// <summary>The head's token.</summary>
    public string TokenFile => Under("token");

    /// <summary>The browsers that have signed in.</summary>
    public string SignInsFile => Under("sign-ins.json");

    /// <summary>Data sets, unless <c>--data</c> says otherwise.</summary>
    public string DefaultData => Under("data");

    /// <summary>Weights files.</summary>
    public string Checkpoints => Under(RunFiles.Checkpoints);

    /// <summary>Directory of resume files.</summary>
    public string Resume => Under(RunFiles.Resume);

    /// <summary>Log files.</summary>
    public string Logs => Under("logs");

    /// <summary>Weights files of one run.</summary>
    public string CheckpointsOf(RunId run) => System.IO.Path.Combine(Checkpoints, run.SweepId, run.ToString());

    /// <summary>Directory of one run's resume files.</summary>
    public string ResumeOf(RunId run) => System.IO.Path.Combine(Resume, run.SweepId, run.ToString());

    /// <summary>A new name for a copy of a record that was taken away.</summary>
    public string RescuedRecord(DateTimeOffset now) =>
        Under(string.Create(CultureInfo.InvariantCulture, $"runs.rescued-{now.UtcDateTime:yyyyMMdd-HHmmss}.db"));

    /// <summary>The newest copy of a record that was taken away, or null.</summary>
    public string? NewestRescuedRecord() => Directory.GetFiles(Path, "runs.rescued-*.db").Max(StringComparer.Ordinal);

    /// <summary>The absolute place of a path in the record (relative to DATADIR, forward slashes).</summary>
    public string Absolute(string recordPath) =>
        System.IO.Path.Combine(Path, recordPath.Replace('/', System.IO.Path.DirectorySeparatorChar));

    /// <summary>The path as the record has it.</summary>
    public string Relative(string absolutePath) =>
        System.IO.Path.GetRelativePath(Path, absolutePath).Replace(System.IO.Path.DirectorySeparatorChar, '/');

    /// <summary>Makes DATADIR for its owner alone, as faces are biometric data; one that is there stays as it is.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public void Make()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path) ?? Path); // with the usual permissions
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path);
        }
        else if (!Directory.Exists(Path))
        {
            Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private string Under(string name) => System.IO.Path.Combine(Path, name);
}
