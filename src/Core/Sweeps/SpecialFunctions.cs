namespace SiameseSweep.Core.Sweeps;

/// <summary>Normal and beta distributions, which .NET lacks. Accurate to about 1e-12, tested against SciPy.</summary>
public static class SpecialFunctions
{
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>Φ(x). Series near 0, continued fraction in the tails.</summary>
    public static double NormalCumulative(double x)
    {
        if (double.IsNaN(x))
        {
            return double.NaN;
        }

        double z = Math.Abs(x);
        if (z > 38)
        {
            return x > 0 ? 1 : 0;
        }

        double density = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
        if (z < 3)
        {
            double term = z;
            double sum = z;
            for (int k = 1; Math.Abs(term) > 1e-17 * sum; k++)
            {
                term *= z * z / ((2 * k) + 1);
                sum += term;
            }

            return x < 0 ? 0.5 - (density * sum) : 0.5 + (density * sum);
        }

        double fraction = 0;
        for (int k = 200; k > 0; k--)
        {
            fraction = k / (z + fraction);
        }

        double tail = density / (z + fraction);
        return x < 0 ? tail : 1 - tail;
    }

    /// <summary>Φ⁻¹(u), u in (0, 1). Acklam's rational approximation with one Halley step.</summary>
    public static double NormalQuantile(double u)
    {
        double x = NormalGuess(u);
        double error = NormalCumulative(x) - u;
        double step = error * Math.Sqrt(2 * Math.PI) * Math.Exp(x * x / 2);
        return double.IsFinite(step) ? x - (step / (1 + (x * step / 2))) : x;
    }

    /// <summary>The regularised incomplete beta function I_x(a, b).</summary>
    public static double BetaCumulative(double x, double a, double b)
    {
        if (x <= 0 || x >= 1)
        {
            return x <= 0 ? 0 : 1;
        }

        double front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * Math.Log(1 - x)));
        return Math.Clamp(
            x < (a + 1) / (a + b + 2) ? front * BetaFraction(x, a, b) / a : 1 - (front * BetaFraction(1 - x, b, a) / b),
            0,
            1);
    }

    /// <summary>The x with I_x(a, b) = u: bisection, which no shape leads astray.</summary>
    public static double BetaQuantile(double u, double a, double b)
    {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 1100 && high - low > high * 1e-15; i++)
        {
            // A geometric step while the ends are orders of magnitude apart: small shapes put quantiles near 1e-300.
            double middle = low > 0 && high / low > 4 ? Math.Sqrt(low * high) : (low + high) / 2;
            if (BetaCumulative(middle, a, b) < u)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return (low + high) / 2;
    }

    // The first guess's rational functions, by Acklam: beyond the outer 2.425 % of u, and between.
    private static readonly double[] TailNumerator =
        [-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];

    private static readonly double[] TailDenominator =
        [7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996, 3.754408661907416, 1];

    private static readonly double[] CentreNumerator =
    [
        -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02, -3.066479806614716e+01,
        2.506628277459239,
    ];

    private static readonly double[] CentreDenominator =
    [
        -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01, -1.328068155288572e+01, 1,
    ];

    private static double NormalGuess(double u)
    {
        if (u is < 0.02425 or > 1 - 0.02425)
        {
            double q = Math.Sqrt(-2 * Math.Log(Math.Min(u, 1 - u)));
            double x = Polynomial(q, TailNumerator) / Polynomial(q, TailDenominator);
            return u < 0.5 ? x : -x;
        }

        double p = u - 0.5;
        double r = p * p;
        return Polynomial(r, CentreNumerator) * p / Polynomial(r, CentreDenominator);
    }

    /// <summary>Evaluates a polynomial by Horner's rule.</summary>
    /// <param name="x">The argument.</param>
    /// <param name="coefficients">Highest power first.</param>
    private static double Polynomial(double x, ReadOnlySpan<double> coefficients)
    {
        double value = coefficients[0];
        foreach (double coefficient in coefficients[1..])
        {
            value = (value * x) + coefficient;
        }

        return value;
    }

    private static double LogGamma(double x)
    {
        if (x < 0.5)
        {
            return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        }

        double sum = Lanczos[0];
        for (int i = 1; i < Lanczos.Length; i++)
        {
            sum += Lanczos[i] / (x - 1 + i);
        }

        double t = x + 6.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x - 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }

    // Lentz's method for the continued fraction of the incomplete beta function.
    private static double BetaFraction(double x, double a, double b)
    {
        const double Tiny = 1e-300;
        double c = 1;
        double d = 1 - ((a + b) * x / (a + 1));
        d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
        double result = d;
        for (int m = 1; m <= 1000; m++)
        {
            double even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 + (even * d);
            c = 1 + (even / c);
            d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
            c = Math.Abs(c) < Tiny ? Tiny : c;
            result *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 + (odd * d);
            c = 1 + (odd / c);
            d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
            c = Math.Abs(c) < Tiny ? Tiny : c;
            result *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-15)
            {
                break;
            }
        }

        return result;
    }
}
