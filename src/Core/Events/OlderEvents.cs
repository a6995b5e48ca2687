namespace SiameseSweep.Core.Events;

/// <summary>Events as older builds wrote them. Nothing else knows their formats.</summary>
internal static class OlderEvents
{
    /// <summary>Beginning of the reason of an attempt that no worker took, before <see cref="RunQueued.Cause"/> said so.</summary>
    private const string NotStarted = "Not started: ";

    /// <summary>Beginning of the names of heads' silos, before <see cref="RunStarted.Head"/> said so.</summary>
    private const string HeadSilo = "head";

    /// <summary>Returns the event as this build would have written it.</summary>
    public static RecordedEvent AsToday(RecordedEvent happened) => happened switch
    {
        RunQueued { Cause: null, Reason: { } reason } queued when reason.StartsWith(NotStarted, StringComparison.Ordinal) =>
            queued with { Cause = QueueCause.NotStarted },
        RunStarted { Head: null } started when started.Silo.StartsWith(HeadSilo, StringComparison.Ordinal) => started with { Head = true },
        _ => happened,
    };

    /// <summary>
    /// Whether a run ended itself as hopeless, where the event does not say it: it was alarmed, reported its own end (a head's move
    /// names the state before), and no pruner had decided against it.
    /// </summary>
    public static bool EndedItself(RunPruned pruned, bool alarmed, bool condemned) => alarmed && !condemned && pruned.From is null;
}
