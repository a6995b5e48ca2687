namespace SiameseSweep.Core.Sweeps;

/// <summary>
/// The distribution that a parameter is drawn from. Everything rests on the quantile function: a draw is the value at a uniform u,
/// and search works on u, where every prior is flat (logarithms, normals and integers included).
/// </summary>
public abstract record ParameterDistribution
{
    /// <summary>W&amp;B's name of it.</summary>
    public abstract string Name { get; }

    /// <summary>Whether its values have no order, so that neighbours mean nothing.</summary>
    public virtual bool IsCategorical => false;

    /// <summary>
    /// Number of values in a grid; null if a grid cannot enumerate it (W&amp;B's rule: constant, categorical, int_uniform,
    /// q_uniform).
    /// </summary>
    public abstract long? GridSize { get; }

    /// <summary>
    /// Whether draws differ. A grid may still have one value only: W&amp;B's leaves out <c>max</c>, which draws do come to.
    /// </summary>
    public virtual bool Varies => !Quantile(0).SameAs(Quantile(Math.BitDecrement(1.0)));

    /// <summary>The value at u in [0, 1).</summary>
    public abstract ParameterValue Quantile(double u);

    /// <summary>A grid's value.</summary>
    /// <param name="index">From 0, below <see cref="GridSize"/>.</param>
    public abstract ParameterValue GridValue(long index);

    /// <summary>
    /// The u that give <paramref name="value"/>: a range for discrete values, one point (low = high) for continuous ones; null when
    /// none does.
    /// </summary>
    public abstract (double Low, double High)? UnitRange(ParameterValue value);
}
