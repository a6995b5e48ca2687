namespace SiameseSweep.Core.Sweeps;

/// <summary>One of a list of values: <c>constant</c>, <c>categorical</c>, <c>categorical_w_probabilities</c>.</summary>
/// <param name="Values">The values, at least one.</param>
/// <param name="Probabilities">One a value with sum 1; null: all alike.</param>
/// <param name="IsConstant">Whether it was written as <c>value</c>.</param>
public sealed record CategoricalDistribution(
    IReadOnlyList<ParameterValue> Values, IReadOnlyList<double>? Probabilities = null, bool IsConstant = false) : ParameterDistribution
{
    /// <inheritdoc/>
    public override string Name => IsConstant ? "constant" : Probabilities is null ? "categorical" : "categorical_w_probabilities";

    /// <inheritdoc/>
    public override bool IsCategorical => true;

    /// <inheritdoc/>
    public override long? GridSize => Values.Count;

    /// <inheritdoc/>
    public override bool Varies => Values.Count > 1;

    /// <summary>The probability of a value by its place.</summary>
    public double Probability(int index) => Probabilities is null ? 1.0 / Values.Count : Probabilities[index];

    /// <summary>The place of the value at u in [0, 1).</summary>
    public int IndexAt(double u)
    {
        if (Probabilities is null)
        {
            return Math.Clamp((int)(u * Values.Count), 0, Values.Count - 1);
        }

        double sum = 0;
        int last = 0;
        for (int i = 0; i < Values.Count; i++)
        {
            sum += Probabilities[i];
            if (Probabilities[i] > 0)
            {
                last = i;
                if (u < sum)
                {
                    return i;
                }
            }
        }

        return last; // the sum fell short of 1 by rounding
    }

    /// <inheritdoc/>
    public override ParameterValue Quantile(double u) => Values[IndexAt(u)];

    /// <inheritdoc/>
    public override ParameterValue GridValue(long index) => Values[(int)index];

    /// <inheritdoc/>
    public override (double Low, double High)? UnitRange(ParameterValue value)
    {
        double low = 0;
        for (int i = 0; i < Values.Count; i++)
        {
            double high = low + Probability(i);
            if (Values[i].SameAs(value))
            {
                return (low, Math.Min(1, high));
            }

            low = high;
        }

        return null;
    }
}
