using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Samplers;

/// <summary>The samplers by method. A new one is one file and one line here.</summary>
public static class SamplerRegistry
{
    private static readonly Dictionary<SweepMethod, ISampler> Samplers = new()
    {
        [SweepMethod.Grid] = new GridSampler(),
        [SweepMethod.Random] = new RandomSampler(),
        [SweepMethod.Bayes] = new BayesSampler(),
    };

    /// <summary>Every sampler.</summary>
    public static IReadOnlyCollection<ISampler> All => Samplers.Values;

    /// <summary>The sampler of a method.</summary>
    public static ISampler For(SweepMethod method) => Samplers[method];
}
