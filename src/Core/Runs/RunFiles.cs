using System.Globalization;

namespace SiameseSweep.Core.Runs;

/// <summary>
/// Names of a run's files. In its checkpoint folder <c>best-EPOCH-BASIS.safetensors</c> and <c>last-ATTEMPT-STEP.safetensors</c>, in
/// its resume folder <c>others-ATTEMPT-STEP.safetensors</c> and <c>state-ATTEMPT-STEP.json</c>. A resume state is one file of each
/// of the last three kinds.
/// </summary>
public static class RunFiles
{
    /// <summary>Folder of weights files.</summary>
    public const string Checkpoints = "checkpoints";

    /// <summary>Folder of what is needed only to continue training.</summary>
    public const string Resume = "resume";

    /// <summary>Returns the name of the weights of a best epoch.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="basis">Of a <see cref="StartedReport"/>, such as <c>cpu2</c>: weights under the same name have the same bits.</param>
    public static string Best(int epoch, string basis) =>
        string.Create(CultureInfo.InvariantCulture, $"best-{epoch:D5}-{basis}.safetensors");

    /// <summary>Returns the name of the weights of a resume state.</summary>
    public static string Last(ResumeStamp stamp) => $"last-{Text(stamp)}.safetensors";

    /// <summary>Returns the name of the optimizer's and loss's tensors of a resume state.</summary>
    public static string Others(ResumeStamp stamp) => $"others-{Text(stamp)}.safetensors";

    /// <summary>Returns the name of the JSON file of a resume state, which is written last.</summary>
    public static string State(ResumeStamp stamp) => $"state-{Text(stamp)}.json";

    /// <summary>Returns the folder that a file of this name belongs to; null when it is not a run's file.</summary>
    public static string? FolderOf(string name) =>
        EpochOfBest(name) is not null ? Checkpoints
        : StampOf(name) is not { } stamp ? null
        : name == Last(stamp) ? Checkpoints
        : name == Others(stamp) || name == State(stamp) ? Resume
        : null;

    /// <summary>Returns the epoch of a best epoch's weights; null when the name is another file's.</summary>
    public static int? EpochOfBest(string name) =>
        name.Split('-', '.') is [_, var text, var basis, _]
        && Number(text) is { } epoch
        && basis.All(char.IsAsciiLetterOrDigit)
        && name == Best(epoch, basis)
            ? epoch
            : null;

    /// <summary>Returns the stamp of the JSON file of a resume state; null when the name is another file's.</summary>
    public static ResumeStamp? StampOfState(string name) => StampOf(name) is { } stamp && name == State(stamp) ? stamp : null;

    /// <summary>
    /// Returns the stamp of any file of a resume state, or of a copy of one that is not complete yet (a suffix follows its name);
    /// null when the name is another file's.
    /// </summary>
    public static ResumeStamp? StampOf(string name)
    {
        if (name.Split('-', '.') is not [_, var attempt, var step, _, ..] || Number(attempt) is not { } a || Number(step) is not { } s)
        {
            return null;
        }

        ResumeStamp stamp = new(a, s);
        return Begins(name, Last(stamp)) || Begins(name, Others(stamp)) || Begins(name, State(stamp)) ? stamp : null;
    }

    private static bool Begins(string name, string whole) =>
        name.StartsWith(whole, StringComparison.Ordinal) && (name.Length == whole.Length || name[whole.Length] == '.');

    private static string Text(ResumeStamp stamp) => string.Create(CultureInfo.InvariantCulture, $"{stamp.Attempt:D4}-{stamp.Step:D8}");

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
