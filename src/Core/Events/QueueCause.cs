namespace SiameseSweep.Core.Events;

/// <summary>
/// The cause for which an attempt ended that says nothing against its run, so that it is not counted as a failed attempt.
/// </summary>
public enum QueueCause
{
    /// <summary>The worker cannot train the sweep: its images are missing or others.</summary>
    Worker,

    /// <summary>No worker took the attempt.</summary>
    NotStarted,
}
