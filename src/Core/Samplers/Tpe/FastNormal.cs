namespace SiameseSweep.Core.Samplers.Tpe;

/// <summary>Φ to seven digits in a few nanoseconds: a proposal asks for it ten thousand times.</summary>
internal static class FastNormal
{
    // Chebyshev fit of erfc, relative error below 1.2e-7 everywhere (Press et al., Numerical Recipes, 2nd ed., §6.2).
    private static readonly double[] Coefficients =
    [
        0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368, -1.26551223,
    ];

    public static double Cumulative(double x)
    {
        double z = Math.Abs(x) * 0.70710678118654752440;
        double t = 1 / (1 + (0.5 * z));
        double polynomial = 0;
        foreach (double coefficient in Coefficients)
        {
            polynomial = (polynomial * t) + coefficient;
        }

        double half = 0.5 * t * Math.Exp((-z * z) + polynomial);
        return x >= 0 ? 1 - half : half;
    }
}
