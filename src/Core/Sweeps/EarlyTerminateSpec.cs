namespace SiameseSweep.Core.Sweeps;

/// <summary>The <c>early_terminate:</c> of a sweep file. Which properties count depends on the type.</summary>
public sealed record EarlyTerminateSpec
{
    /// <summary><c>hyperband</c>, <c>median</c> or <c>asha</c>.</summary>
    public required string Type { get; init; }

    /// <summary>First epoch at which a run is judged; null for hyperband given by <see cref="MaxIter"/> and <see cref="S"/>.</summary>
    public int? MinIter { get; init; }

    /// <summary>Hyperband: the epochs that bands are counted down from.</summary>
    public int? MaxIter { get; init; }

    /// <summary>Hyperband: number of bands below <see cref="MaxIter"/>.</summary>
    public double? S { get; init; }

    /// <summary>Hyperband and asha: a band's epochs are this many times those of the band before; 1/eta of the runs go on. Above 1.</summary>
    public double Eta { get; init; } = 3;

    /// <summary>Hyperband: whether the value at the band counts (strict) or the best so far. W&amp;B's schema fills in true.</summary>
    public bool Strict { get; init; } = true;

    /// <summary>Median: runs that must have reached the epoch before any is ended.</summary>
    public int MinPeers { get; init; } = 5;
}
