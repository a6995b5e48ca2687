using System.Text.Json;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Training.Checkpoints;

/// <summary>A resume state on disk, by the names of its three files.</summary>
/// <param name="Name">The JSON file; names of later states sort behind those of earlier ones.</param>
/// <param name="WeightsFile">In the run's checkpoint folder.</param>
/// <param name="WeightsSha256">Its hash.</param>
/// <param name="OthersFile">In the run's resume folder.</param>
/// <param name="OthersSha256">Its hash.</param>
public sealed record SavedState(string Name, string WeightsFile, string WeightsSha256, string OthersFile, string OthersSha256);

/// <summary>Tells those who carry a run's resume state between machines which files belong together; reads no tensor.</summary>
public static class SavedStates
{
    /// <summary>Matches the JSON file of a state, the one that is written last.</summary>
    public const string Pattern = "state-*.json";

    /// <summary>The states in a DATADIR, newest first; what cannot be read is left out.</summary>
    public static IEnumerable<SavedState> Of(HomeDirectory home, RunId run) =>
        WholeFile.Enumerate(home.ResumeOf(run), Pattern).OrderDescending(StringComparer.Ordinal).Select(Read).OfType<SavedState>();

    /// <summary>Reads one; null when it is gone or no state.</summary>
    /// <param name="file">Path of the JSON file.</param>
    public static SavedState? Read(string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            using JsonDocument json = JsonDocument.Parse(stream);
            string Text(string name) => Path.GetFileName(json.RootElement.GetProperty(name).GetString()!);
            return new SavedState(
                Path.GetFileName(file), Text(nameof(ResumeState.WeightsFile)), Text(nameof(ResumeState.WeightsSha256)),
                Text(nameof(ResumeState.OthersFile)), Text(nameof(ResumeState.OthersSha256)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
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
        string Stem(string name) => Path.GetFileNameWithoutExtension(name)[(name.IndexOf('-', StringComparison.Ordinal) + 1)..];
        string keep = Stem(newest.Name);
        foreach (string file in WholeFile.Enumerate(home.ResumeOf(run), "*-*.*").Concat(WholeFile.Enumerate(home.CheckpointsOf(run), "last-*.safetensors")))
        {
            string name = Path.GetFileName(file);
            if (string.CompareOrdinal(Stem(name), keep) < 0 && name != newest.WeightsFile && !recorded.Contains(name))
            {
                WholeFile.Discard(file);
            }
        }
    }
}
