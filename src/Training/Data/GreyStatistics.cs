namespace SiameseSweep.Training.Data;

/// <summary>Mean and standard deviation of grey levels from 0 to 1.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation, with n − 1; of images of a single level 1, so that it can divide.</param>
public readonly record struct GreyStatistics(double Mean, double Deviation)
{
    /// <summary>Measures pixels.</summary>
    public static GreyStatistics Of(ReadOnlySpan<float> pixels)
    {
        double sum = 0, squares = 0;
        foreach (float pixel in pixels)
        {
            sum += pixel;
        }

        double mean = sum / pixels.Length;
        foreach (float pixel in pixels)
        {
            squares += (pixel - mean) * (pixel - mean);
        }

        double deviation = Math.Sqrt(squares / Math.Max(1, pixels.Length - 1));
        return new GreyStatistics(mean, deviation > 1e-6 ? deviation : 1);
    }
}
