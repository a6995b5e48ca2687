using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store;

/// <summary>Where everything lies under DATADIR (<c>--home</c>). Paths only; touches no disk.</summary>
public sealed class HomeDirectory
{
    /// <summary>Names the places under a directory.</summary>
    public HomeDirectory(string path) => Path = System.IO.Path.GetFullPath(path);

    /// <summary>DATADIR itself, absolute.</summary>
    public string Path { get; }

    /// <summary>The record.</summary>
    public string RecordFile => Under("runs.db");

    /// <summary>The cluster's membership on one machine.</summary>
    public string MembershipFile => Under("membership.db");

    /// <summary>Held exclusively by the head.</summary>
    public string LockFile => Under("head.lock");

    /// <summary>The head's address and process, for workers and commands.</summary>
    public string HeadFile => Under("head.json");

    /// <summary>Data sets, unless <c>--data</c> says otherwise.</summary>
    public string DefaultData => Under("data");

    /// <summary>Weights files.</summary>
    public string Checkpoints => Under(RunFiles.Checkpoints);

    /// <summary>Log files.</summary>
    public string Logs => Under("logs");

    /// <summary>Weights files of one run.</summary>
    public string CheckpointsOf(RunId run) => System.IO.Path.Combine(Checkpoints, run.SweepId, run.ToString());

    /// <summary>What is needed only to go on training one run.</summary>
    public string ResumeOf(RunId run) => System.IO.Path.Combine(Under(RunFiles.Resume), run.SweepId, run.ToString());

    /// <summary>The absolute place of a path in the record (relative to DATADIR, forward slashes).</summary>
    public string Absolute(string recordPath) => System.IO.Path.Combine(Path, recordPath.Replace('/', System.IO.Path.DirectorySeparatorChar));

    /// <summary>The path as the record has it.</summary>
    public string Relative(string absolutePath) => System.IO.Path.GetRelativePath(Path, absolutePath).Replace(System.IO.Path.DirectorySeparatorChar, '/');

    private string Under(string name) => System.IO.Path.Combine(Path, name);
}
