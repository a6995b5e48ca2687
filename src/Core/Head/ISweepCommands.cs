using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Head;

/// <summary>
/// The commands that a user can give to the head. Implemented by the grains; called by the HTTP API, the dashboard and <c>run</c>.
/// Every call returns after its effect is on record and throws <see cref="UserErrorException"/> with one clear sentence otherwise.
/// </summary>
public interface ISweepCommands
{
    /// <summary>Submits a sweep file and returns the sweep's id.</summary>
    /// <param name="yaml">The file's text.</param>
    /// <param name="fileName">For messages and the default name.</param>
    /// <param name="baseDirectory">
    /// The directory that relative data folders of a file on this machine are relative to; its folders may lie anywhere. Null for
    /// what a client
    /// sends: its folders are relative to the data directory (<c>--data</c>) and must lie below it, or below one that the head's
    /// user allowed.
    /// </param>
    /// <exception cref="UserErrorException">The file is refused; the message lists every error.</exception>
    Task<string> Submit(string yaml, string fileName, string? baseDirectory = null);

    /// <summary>Holds a sweep; its runs save resume state and give their slots back.</summary>
    Task Pause(string sweepId);

    /// <summary>Goes on with a paused or unfinished sweep.</summary>
    Task Resume(string sweepId);

    /// <summary>Ends a sweep; what was recorded stays.</summary>
    Task Stop(string sweepId);

    /// <summary>Queues a sweep's failed runs again.</summary>
    Task Retry(string sweepId);

    /// <summary>More trials, or more epochs for all of them.</summary>
    /// <param name="sweepId">The sweep.</param>
    /// <param name="runCap">The new cap on trials; null if unchanged.</param>
    /// <param name="epochs">The new number of epochs; null if unchanged.</param>
    /// <param name="restart">Whether runs whose learning rate depends on the epochs may begin again.</param>
    Task Extend(string sweepId, int? runCap, int? epochs, bool restart = false);

    /// <summary>Replaces a run's tags and note.</summary>
    Task Annotate(RunId run, Annotation annotation);

    /// <summary>Removes a sweep with all that belongs to it; it must not be running.</summary>
    Task DeleteSweep(string sweepId);

    /// <summary>Removes a run with all that belongs to it; it must be final.</summary>
    Task DeleteRun(RunId run);
}
