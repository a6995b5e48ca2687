namespace SiameseSweep.Training.Evaluation;

/// <summary>The order of all pairs of n images: 01 02 … 0n 12 13 …</summary>
internal static class AllPairs
{
    /// <summary>Returns the number of images whose pairs these are.</summary>
    /// <param name="pairs">n(n − 1)/2.</param>
    /// <exception cref="ArgumentException">They are not all pairs of any number of images.</exception>
    public static int ImagesOf(int pairs)
    {
        int images = (int)Math.Round((1 + Math.Sqrt(1 + (8.0 * pairs))) / 2);
        return (long)images * (images - 1) / 2 == pairs
            ? images
            : throw new ArgumentException($"{pairs} pairs are not all pairs of any number of images.");
    }

    /// <summary>Returns the place of a pair.</summary>
    /// <param name="a">An image, from 0.</param>
    /// <param name="b">Another one.</param>
    /// <param name="images">n.</param>
    public static int IndexOf(int a, int b, int images)
    {
        (long i, long j) = a < b ? (a, b) : (b, a);
        return (int)((i * ((2L * images) - i - 1) / 2) + j - i - 1);
    }
}
