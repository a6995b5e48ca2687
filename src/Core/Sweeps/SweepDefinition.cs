using SiameseSweep.Core.Metrics;

namespace SiameseSweep.Core.Sweeps;

/// <summary>How trials are proposed.</summary>
public enum SweepMethod
{
    /// <summary>Every combination once, in W&amp;B's order.</summary>
    Grid,

    /// <summary>Independent draws.</summary>
    Random,

    /// <summary>Multivariate TPE.</summary>
    Bayes,
}

/// <summary>A sweep file that passed validation.</summary>
public sealed record SweepDefinition
{
    /// <summary>The sweep's name; the file's name without extension when the file has none. The id is made from it.</summary>
    public required string Name { get; init; }

    /// <summary>How trials are proposed.</summary>
    public required SweepMethod Method { get; init; }

    /// <summary>What trials are judged by.</summary>
    public required MetricSpec Metric { get; init; }

    /// <summary>What varies.</summary>
    public required SearchSpace Space { get; init; }

    /// <summary>Most trials to propose; null: until the grid is done, or until stopped.</summary>
    public int? RunCap { get; init; }

    /// <summary>When to end runs early; null: never.</summary>
    public EarlyTerminateSpec? EarlyTerminate { get; init; }

    /// <summary>The block <c>siamese:</c>.</summary>
    public required SiameseOptions Siamese { get; init; }

    /// <summary>The text as submitted, byte for byte as UTF-8.</summary>
    public required string Yaml { get; init; }
}
