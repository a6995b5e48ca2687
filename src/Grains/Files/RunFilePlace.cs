using System.Text.RegularExpressions;
using SiameseSweep.Core;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Grains.Files;

/// <summary>A file of a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Name">File name, as <see cref="RunFiles"/> makes them.</param>
/// <exception cref="UserErrorException">The name is not that of a run's file.</exception>
public sealed partial record RunFilePlace(RunId Run, string Name)
{
    /// <summary>Name of the folder that the file is in, <c>checkpoints</c> or <c>resume</c>.</summary>
    public string Folder { get; } = RunFiles.FolderOf(Name) ?? throw new UserErrorException($"'{Name}' is not the name of a run's file.");

    /// <summary>Reads an address. Nothing outside the run's two folders can be named.</summary>
    /// <exception cref="UserErrorException">The address names no file of a run.</exception>
    public static RunFilePlace Parse(string run, string folder, string name)
    {
        if (!RunId.TryParse(run, out RunId id) || !PlainId().IsMatch(id.SweepId))
        {
            throw new UserErrorException($"'{run}' is not a run's id.");
        }

        RunFilePlace place = new(id, name);
        return place.Folder == folder
            ? place
            : throw new UserErrorException($"{name} is in a run's folder {place.Folder}, not in '{folder}'.");
    }

    /// <summary>Returns the file's path in a DATADIR.</summary>
    public string In(HomeDirectory home) =>
        Path.Combine(Folder == RunFiles.Checkpoints ? home.CheckpointsOf(Run) : home.ResumeOf(Run), Name);

    [GeneratedRegex("^[A-Za-z0-9_-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainId();
}
