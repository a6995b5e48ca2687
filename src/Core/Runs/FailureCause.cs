namespace SiameseSweep.Core.Runs;

/// <summary>What an attempt failed of, and so who may try again.</summary>
public enum FailureCause
{
    /// <summary>What may not happen again: a disk, a device, a neighbour that took the memory. Anybody may try, but not without end.</summary>
    Mishap,

    /// <summary>What this worker has or lacks: its images are missing or others. Another one may train the run, this one none of the sweep's.</summary>
    Worker,

    /// <summary>The run's own numbers or parameters: it would be the same everywhere.</summary>
    Run,
}
