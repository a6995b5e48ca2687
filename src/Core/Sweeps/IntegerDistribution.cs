namespace SiameseSweep.Core.Sweeps;

/// <summary><c>int_uniform</c>: whole numbers, both ends included.</summary>
/// <param name="Min">Smallest.</param>
/// <param name="Max">Largest.</param>
public sealed record IntegerDistribution(long Min, long Max) : ParameterDistribution
{
    /// <inheritdoc/>
    public override string Name => "int_uniform";

    /// <inheritdoc/>
    public override long? GridSize => Max - Min + 1;

    /// <inheritdoc/>
    public override ParameterValue Quantile(double u) => ParameterValue.Of(Math.Min(Max, Min + (long)Math.Floor(u * GridSize!.Value)));

    /// <inheritdoc/>
    public override ParameterValue GridValue(long index) => ParameterValue.Of(Min + index);

    /// <inheritdoc/>
    public override (double Low, double High)? UnitRange(ParameterValue value)
    {
        if (!value.IsWhole || value.Number < Min || value.Number > Max)
        {
            return null;
        }

        double size = GridSize!.Value;
        return ((value.Number - Min) / size, (value.Number - Min + 1) / size);
    }
}
