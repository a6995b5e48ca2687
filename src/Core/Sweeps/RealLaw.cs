namespace SiameseSweep.Core.Sweeps;

/// <summary>A continuous law by its quantile function and the inverse of that (W&amp;B's <c>ppf</c>).</summary>
public abstract record RealLaw
{
    /// <summary>W&amp;B's name of it, without <c>q_</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The value at u in (0, 1).</summary>
    public abstract double Quantile(double u);

    /// <summary>The share of draws below <paramref name="x"/>: 0 to 1.</summary>
    public abstract double Cumulative(double x);
}

/// <summary><c>uniform</c>.</summary>
/// <param name="Min">Lower end.</param>
/// <param name="Max">Upper end, above it.</param>
public sealed record UniformLaw(double Min, double Max) : RealLaw
{
    /// <inheritdoc/>
    public override string Name => "uniform";

    /// <inheritdoc/>
    public override double Quantile(double u) => Math.Clamp((Min * (1 - u)) + (Max * u), Min, Max);

    /// <inheritdoc/>
    public override double Cumulative(double x) => Math.Clamp(((x / 2) - (Min / 2)) / ((Max / 2) - (Min / 2)), 0, 1);
}

/// <summary>
/// <c>log_uniform_values</c> and <c>inv_log_uniform_values</c>: the logarithm is uniform. The latter reads u the other way round.
/// </summary>
/// <param name="Min">Lower end, above 0.</param>
/// <param name="Max">Upper end, above it.</param>
/// <param name="Inverse">Whether log(1/X) is drawn.</param>
public sealed record LogUniformLaw(double Min, double Max, bool Inverse = false) : RealLaw
{
    /// <inheritdoc/>
    public override string Name => Inverse ? "inv_log_uniform_values" : "log_uniform_values";

    /// <inheritdoc/>
    public override double Quantile(double u)
    {
        double share = Inverse ? 1 - u : u;
        return Math.Clamp(Math.Exp((Math.Log(Min) * (1 - share)) + (Math.Log(Max) * share)), Min, Max);
    }

    /// <inheritdoc/>
    public override double Cumulative(double x)
    {
        double share = x <= 0 ? 0 : Math.Clamp((Math.Log(x) - Math.Log(Min)) / (Math.Log(Max) - Math.Log(Min)), 0, 1);
        return Inverse ? 1 - share : share;
    }
}

/// <summary><c>normal</c> and <c>log_normal</c>.</summary>
/// <param name="Mu">Mean (of the logarithm).</param>
/// <param name="Sigma">Standard deviation (of the logarithm), 0 or above.</param>
/// <param name="Log">Whether the value is the exponential of the draw.</param>
public sealed record NormalLaw(double Mu, double Sigma, bool Log = false) : RealLaw
{
    /// <inheritdoc/>
    public override string Name => Log ? "log_normal" : "normal";

    /// <inheritdoc/>
    public override double Quantile(double u)
    {
        double x = Mu + (Sigma * SpecialFunctions.NormalQuantile(u));
        return Log ? Math.Exp(x) : x;
    }

    /// <inheritdoc/>
    public override double Cumulative(double x)
    {
        if (Log && x <= 0)
        {
            return 0;
        }

        double t = Log ? Math.Log(x) : x;
        return Sigma > 0 ? SpecialFunctions.NormalCumulative((t - Mu) / Sigma) : t < Mu ? 0 : 1;
    }
}

/// <summary><c>beta</c> on [0, 1].</summary>
/// <param name="A">First shape, above 0.</param>
/// <param name="B">Second shape, above 0.</param>
public sealed record BetaLaw(double A, double B) : RealLaw
{
    /// <inheritdoc/>
    public override string Name => "beta";

    /// <inheritdoc/>
    public override double Quantile(double u) => SpecialFunctions.BetaQuantile(u, A, B);

    /// <inheritdoc/>
    public override double Cumulative(double x) => SpecialFunctions.BetaCumulative(x, A, B);
}
