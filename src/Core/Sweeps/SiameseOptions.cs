using Orleans;

namespace SiameseSweep.Core.Sweeps;

/// <summary>The block <c>siamese:</c> of a sweep file with defaults filled in (CONTRACT §2).</summary>
[GenerateSerializer, Immutable]
public sealed record SiameseOptions
{
    /// <summary>The data set.</summary>
    [Id(0)] public DatasetSpec Dataset { get; init; } = new();

    /// <summary>Epochs of trials that do not vary them, ≥ 1.</summary>
    [Id(1)] public int Epochs { get; init; } = 50;

    /// <summary>Seed of everything random in the sweep.</summary>
    [Id(2)] public ulong Seed { get; init; }

    /// <summary>Runs per trial and fold, ≥ 1.</summary>
    [Id(3)] public int Replicates { get; init; } = 1;

    /// <summary>1: the data set's own split. N &gt; 1: everybody pooled into N test groups.</summary>
    [Id(4)] public int Folds { get; init; } = 1;

    /// <summary>People taken out of training to choose by, ≥ 0.</summary>
    [Id(5)] public int ValidationIdentities { get; init; } = 5;

    /// <summary>Trials whose runs' best checkpoints are kept, ≥ 0.</summary>
    [Id(6)] public int KeepCheckpoints { get; init; } = 3;

    /// <summary>Device hours after which nothing new starts; null: no budget.</summary>
    [Id(7)] public double? BudgetDeviceHours { get; init; }

    /// <summary>Whether runs that collapse or stay at chance are ended.</summary>
    [Id(8)] public bool StopHopeless { get; init; }

    /// <summary>Whether the winner's configuration is trained again on the training and validation people.</summary>
    [Id(14)] public bool Refit { get; init; }
}
