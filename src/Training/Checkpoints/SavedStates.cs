using System.Text.Json;
using System.Text.Json.Serialization;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Training.Checkpoints;

/// <summary>A resume state on disk, by the names of its three files.</summary>
/// <param name="Name">The JSON file.</param>
/// <param name="WeightsFile">In the run's checkpoint folder.</param>
/// <param name="WeightsSha256">Its hash.</param>
/// <param name="OthersFile">In the run's resume folder.</param>
/// <param name="OthersSha256">Its hash.</param>
public sealed record SavedState(string Name, string WeightsFile, string WeightsSha256, string OthersFile, string OthersSha256)
{
    /// <summary>The moment that it holds.</summary>
    [JsonIgnore]
    public ResumeStamp Stamp =>
        RunFiles.StampOfState(Name) ?? throw new InvalidOperationException($"{Name} is not the name of a resume state.");
}

/// <summary>Tells those who carry a run's resume state between machines which files belong together; reads no tensor.</summary>
public static class SavedStates
{
    /// <summary>The states in a DATADIR, newest first; what cannot be read is left out.</summary>
    public static IEnumerable<SavedState> Of(HomeDirectory home, RunId run) =>
        Files(home, run).Select(Read).OfType<SavedState>();

    /// <summary>Reads a state; null when the file is gone or is not one.</summary>
    /// <param name="file">Path of the JSON file.</param>
    public static SavedState? Read(string file)
    {
        if (RunFiles.StampOfState(Path.GetFileName(file)) is null)
        {
            return null;
        }

        try
        {
            using FileStream stream = File.OpenRead(file);
            using JsonDocument json = JsonDocument.Parse(stream);
            string Text(string name) => Path.GetFileName(json.RootElement.GetProperty(name).GetString()!);
            return new SavedState(
                Path.GetFileName(file), Text(nameof(ResumeState.WeightsFile)), Text(nameof(ResumeState.WeightsSha256)),
                Text(nameof(ResumeState.OthersFile)), Text(nameof(ResumeState.OthersSha256)));
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null; // as ResumeFiles does, which says why when the state is needed
        }
    }

    /// <summary>
    /// Removes what came before a state: older states with their tensors, and weights that neither the record nor a state names.
    /// </summary>
    /// <param name="home">DATADIR.</param>
    /// <param name="run">The run.</param>
    /// <param name="newest">The state to keep.</param>
    /// <param name="recorded">Weights files that the record names.</param>
    public static void DropOlder(HomeDirectory home, RunId run, SavedState newest, IReadOnlyCollection<string> recorded)
    {
        Remove(
            home,
            run,
            (file, stamp) =>
                stamp < newest.Stamp && Path.GetFileName(file) is var name && name != newest.WeightsFile && !recorded.Contains(name));
    }

    /// <summary>Paths of the JSON files of a run's resume states, newest first.</summary>
    internal static IEnumerable<string> Files(HomeDirectory home, RunId run) =>
        AtomicFile.Enumerate(home.ResumeOf(run))
            .Select(file => (Path: file, Stamp: RunFiles.StampOfState(Path.GetFileName(file)))).Where(f => f.Stamp is not null)
            .OrderByDescending(f => f.Stamp).Select(f => f.Path);

    /// <summary>Removes files of a run's resume states, incomplete copies included. What is being written is left to its writer.</summary>
    /// <param name="home">DATADIR.</param>
    /// <param name="run">The run.</param>
    /// <param name="unwanted">Tells by path and stamp which files to remove.</param>
    internal static void Remove(HomeDirectory home, RunId run, Func<string, ResumeStamp, bool> unwanted)
    {
        foreach (string file in AtomicFile.Enumerate(home.ResumeOf(run)).Concat(AtomicFile.Enumerate(home.CheckpointsOf(run))))
        {
            if (!AtomicFile.IsBeingWritten(file) && RunFiles.StampOf(Path.GetFileName(file)) is { } stamp && unwanted(file, stamp))
            {
                AtomicFile.Discard(file);
            }
        }
    }
}
