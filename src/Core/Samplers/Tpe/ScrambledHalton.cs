using SiameseSweep.Core.Randomness;

namespace SiameseSweep.Core.Samplers.Tpe;

/// <summary>
/// Halton's sequence, each digit of each axis permuted at random by seed (Owen, "A randomized Halton algorithm in R", 2017):
/// the first few trials cover the space more evenly than independent draws.
/// </summary>
internal static class ScrambledHalton
{
    private static readonly int[] Primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53];

    /// <summary>The coordinate of a point of the sequence, in [0, 1).</summary>
    /// <param name="seed">The sweep's.</param>
    /// <param name="index">Number of the point, from 0.</param>
    /// <param name="axis">From 0 to 15.</param>
    public static double At(ulong seed, int index, int axis)
    {
        int prime = Primes[axis];
        double value = 0;
        double scale = 1.0 / prime;
        for (int digit = 0; scale > 1e-12; digit++, scale /= prime)
        {
            int[] permutation = [.. Enumerable.Range(0, prime)];
            KeyedRandom.For(seed, RandomUse.Proposal, -1, axis, digit).Shuffle<int>(permutation);
            value += permutation[index % prime] * scale;
            index /= prime;
        }

        return Math.Min(value, 1 - 1e-12);
    }
}
