namespace SiameseSweep.Core.Runs;

/// <summary>Why an attempt failed; decides whether, and where, it is retried.</summary>
public enum FailureCause
{
    /// <summary>Transient: disk, device, memory pressure. Retried on any worker, a limited number of times.</summary>
    Transient,

    /// <summary>This worker lacks the sweep's data. Other workers may retry; this one gets no more of its runs.</summary>
    Worker,

    /// <summary>The run's own numbers or parameters: it would be the same everywhere.</summary>
    Run,
}
