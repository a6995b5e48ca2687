namespace SiameseSweep.Core.Sweeps;

/// <summary>A law over the reals, alone or rounded to multiples of <c>q</c>.</summary>
/// <param name="Law">Its quantiles and their inverse.</param>
/// <param name="Step"><c>q</c>, above 0; null: not rounded.</param>
/// <param name="StepIsWhole">Whether q was written as an integer, so that the values are.</param>
public sealed record RealDistribution(RealLaw Law, double? Step = null, bool StepIsWhole = false) : ParameterDistribution
{
    // Normals are infinite at 0 and 1: a draw stays the 53 bits of a double away from them.
    private const double Edge = 1.0 / (1ul << 53);

    /// <inheritdoc/>
    public override string Name => Step is null ? Law.Name : "q_" + Law.Name;

    // W&B expands q_uniform as numpy's arange(min, max, q), so max itself is left out.
    /// <inheritdoc/>
    public override long? GridSize =>
        Step is { } q && Law is UniformLaw u ? (long)Math.Min(long.MaxValue / 2, Math.Max(1, Math.Ceiling((u.Max - u.Min) / q))) : null;

    /// <inheritdoc/>
    public override ParameterValue Quantile(double u) => Rounded(Law.Quantile(Math.Clamp(u, Edge, 1 - Edge)));

    /// <inheritdoc/>
    public override ParameterValue GridValue(long index) => Number(((UniformLaw)Law).Min + (index * Step!.Value));

    /// <inheritdoc/>
    public override (double Low, double High)? UnitRange(ParameterValue value)
    {
        if (!value.IsNumber)
        {
            return null;
        }

        if (Step is not { } q)
        {
            double u = Law.Cumulative(value.Number);
            return u is >= 0 and <= 1 ? (u, u) : null;
        }

        double low = Law.Cumulative(value.Number - (q / 2));
        double high = Law.Cumulative(value.Number + (q / 2));
        return high > low ? (low, high) : null;
    }

    private ParameterValue Rounded(double x) => Step is { } q ? Number(Math.Round(x / q) * q) : ParameterValue.Of(x);

    private ParameterValue Number(double x) =>
        StepIsWhole && Math.Floor(x) == x ? new(ParameterValueKind.Integer, x, null) : ParameterValue.Of(x);
}
