using SiameseSweep.Core.Metrics;

namespace SiameseSweep.Core.Sweeps;

/// <summary>A sweep file that passed validation.</summary>
public sealed record SweepDefinition
{
    /// <summary>The sweep's name; the file's name without extension when the file has none. The id is made from it.</summary>
    public required string Name { get; init; }

    /// <summary>The sampler that proposes trials, by its <c>method</c> in sweep files.</summary>
    public required string Method { get; init; }

    /// <summary>Metric that trials are ranked by.</summary>
    public required MetricSpec Metric { get; init; }

    /// <summary>Search space.</summary>
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
