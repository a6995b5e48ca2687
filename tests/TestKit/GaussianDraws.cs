using SiameseSweep.Core.Randomness;

namespace SiameseSweep.TestKit;

/// <summary>Normal draws for test data.</summary>
public static class GaussianDraws
{
    /// <summary>Standard normal (Box–Muller, one of the pair).</summary>
    public static double NextGaussian(this KeyedRandom random)
    {
        double u = 1.0 - random.NextDouble(); // (0, 1]: the logarithm stays finite
        return Math.Sqrt(-2.0 * Math.Log(u)) * Math.Cos(2.0 * Math.PI * random.NextDouble());
    }
}
