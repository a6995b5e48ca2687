namespace SiameseSweep.Core.Samplers.Tpe;

/// <summary>
/// A place in the unit cube: per axis the u that give its value, low = high on continuous axes, NaN where the axis does not matter.
/// </summary>
internal sealed class UnitPoint
{
    public UnitPoint(int axes)
    {
        Low = new double[axes];
        High = new double[axes];
        Array.Fill(Low, double.NaN);
        Array.Fill(High, double.NaN);
    }

    public double[] Low { get; }

    public double[] High { get; }

    public bool Has(int axis) => !double.IsNaN(Low[axis]);

    public double Center(int axis) => (Low[axis] + High[axis]) / 2;

    public void Set(int axis, (double Low, double High) range) => (Low[axis], High[axis]) = range;
}
