using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Plans;

/// <summary>How much there is to compute, in a unit that carries over between configurations: pixels that pass the network.</summary>
internal static class TrainingWork
{
    /// <summary>Pixels of some steps.</summary>
    public static double Of(RunConfiguration configuration, double steps) => steps * ImagesAStep(configuration) * Pixels(configuration);

    /// <summary>Pixels of an image.</summary>
    public static double Pixels(RunConfiguration configuration) => (double)configuration.ImageSize * configuration.ImageSize;

    private static double ImagesAStep(RunConfiguration c) => c.BatchSize * LossCatalog.Of(c.Loss).ImagesPerExample(c.IsMined);
}
