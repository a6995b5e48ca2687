using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store;

/// <summary>Change that a commit made.</summary>
[Flags]
public enum ChangeKinds
{
    /// <summary>A sweep's row.</summary>
    Sweep = 1,

    /// <summary>Trials or runs were added, or a run's state moved.</summary>
    Runs = 2,

    /// <summary>Losses.</summary>
    Losses = 4,

    /// <summary>Metrics, scores, embeddings or baselines.</summary>
    Evaluations = 8,

    /// <summary>Weights files.</summary>
    Checkpoints = 16,

    /// <summary>Events.</summary>
    Events = 32,

    /// <summary>Tags and notes of runs.</summary>
    Annotations = 64,
}

/// <summary>A change that is on disk.</summary>
/// <param name="SweepId">Its sweep; null when it belongs to none.</param>
/// <param name="RunId">Its run; null when it belongs to none.</param>
/// <param name="Kinds">What was touched.</param>
public readonly record struct RecordChange(string? SweepId, RunId? RunId, ChangeKinds Kinds);

/// <summary>Tells readers in the head's process what was committed, after the commit.</summary>
public interface IChangeFeed
{
    /// <summary>
    /// Calls back after each commit, on the writer's thread: return at once (post to a channel or throttle). Dispose to end.
    /// </summary>
    IDisposable Subscribe(Action<IReadOnlyList<RecordChange>> callback);
}
