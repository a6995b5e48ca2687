using System.Text.RegularExpressions;
using SiameseSweep.Core;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Grains.Files;

/// <summary>A file of a run: its folder's name and its own.</summary>
/// <param name="Run">Whose.</param>
/// <param name="Folder"><c>checkpoints</c> or <c>resume</c>.</param>
/// <param name="Name">A plain file name.</param>
public sealed partial record RunFilePlace(RunId Run, string Folder, string Name)
{
    /// <summary>Weights.</summary>
    public const string Checkpoints = "checkpoints";

    /// <summary>What is needed only to go on training.</summary>
    public const string Resume = "resume";

    /// <summary>The place an address names. Nothing outside the run's two folders can be named.</summary>
    /// <exception cref="UserErrorException">It is no such place.</exception>
    public static RunFilePlace Parse(string run, string folder, string name)
    {
        if (!RunId.TryParse(run, out RunId id) || !PlainId().IsMatch(id.SweepId))
        {
            throw new UserErrorException($"'{run}' is no run's id.");
        }

        if (folder is not (Checkpoints or Resume))
        {
            throw new UserErrorException($"A run has no folder '{folder}'; it has {Checkpoints} and {Resume}.");
        }

        return PlainName().IsMatch(name) ? new RunFilePlace(id, folder, name) : throw new UserErrorException($"'{name}' is no name of a run's file.");
    }

    /// <summary>Where it lies in a DATADIR.</summary>
    public string In(HomeDirectory home) => Path.Combine(Folder == Checkpoints ? home.CheckpointsOf(Run) : home.ResumeOf(Run), Name);

    [GeneratedRegex("^[A-Za-z0-9_-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainId();

    [GeneratedRegex(@"^(best|last|state|others)-[A-Za-z0-9-]+\.(safetensors|json)$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();
}
