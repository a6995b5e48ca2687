using Orleans;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Sweeps;

/// <summary>Everything a worker needs to train one run. Self-contained: it asks nobody anything while it trains.</summary>
[GenerateSerializer, Immutable]
public sealed record RunAssignment
{
    /// <summary>The run.</summary>
    [Id(0)] public required RunId Run { get; init; }

    /// <summary>Counts from 1; every (re)start is a new attempt.</summary>
    [Id(1)] public required int Attempt { get; init; }

    /// <summary>Travels with every report; a report under an old token is refused.</summary>
    [Id(2)] public required string LeaseToken { get; init; }

    /// <summary>The trial's configuration.</summary>
    [Id(3)] public required RunConfiguration Configuration { get; init; }

    /// <summary>The sweep's options: data set, seed, folds, validation people.</summary>
    [Id(4)] public required SiameseOptions Options { get; init; }

    /// <summary>By what the best epoch is chosen.</summary>
    [Id(5)] public required MetricSpec Metric { get; init; }

    /// <summary>The sweep's data fingerprint, null until the first run has told it. Other data is refused.</summary>
    [Id(6)] public string? DatasetFingerprint { get; init; }

    /// <summary>Device to train on: <c>cpu</c> or <c>cuda:N</c>.</summary>
    [Id(7)] public required string Device { get; init; }

    /// <summary>Threads for tensor operations, ≥ 1. Part of the numbers.</summary>
    [Id(8)] public required int Threads { get; init; }

    /// <summary>
    /// For a run of a refit, the threshold its test metrics are judged at: it is evaluated once, after its last epoch. Null for others.
    /// </summary>
    [Id(14)] public double? RefitThreshold { get; init; }
}
