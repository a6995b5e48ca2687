using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Models;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Plans;

/// <summary>The amount of computation, in a unit that carries over between configurations: pixels that pass the seed's network.</summary>
internal static class TrainingWork
{
    /// <summary>The work of some steps.</summary>
    public static double Of(RunConfiguration configuration, double steps) =>
        steps * ImagesAStep(configuration) * ModelCatalog.Of(configuration.Model).CostPerImage(configuration.Shape);

    /// <summary>Bytes of a checkpoint, nearly.</summary>
    public static double CheckpointBytes(RunConfiguration configuration) =>
        ModelCatalog.Of(configuration.Model).LeastBytes(configuration.Shape);

    private static double ImagesAStep(RunConfiguration c) => c.BatchSize * LossCatalog.Of(c.Loss).ImagesPerExample(c.IsMined);
}
