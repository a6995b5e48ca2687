namespace SiameseSweep.Training.Models.Kernels;

/// <summary>Reflection padding by one, in place: planes are [rows + 2, columns + 2] with the image inside.</summary>
internal static unsafe class ReflectedEdges
{
    /// <summary>Fills the border from the image.</summary>
    public static void Fill(float* plane, int stride, int rows, int columns)
    {
        for (int y = 1; y <= rows; y++)
        {
            float* row = plane + (y * stride);
            row[0] = row[2];
            row[columns + 1] = row[columns - 1];
        }

        Row(plane, 2 * stride, 0, columns);
        Row(plane, (rows - 1) * stride, (rows + 1) * stride, columns);
    }

    /// <summary>Adds the border's gradient to the pixels it was made from.</summary>
    public static void Fold(float* plane, int stride, int rows, int columns)
    {
        for (int x = 0; x < columns + 2; x++)
        {
            plane[(2 * stride) + x] += plane[x];
            plane[((rows - 1) * stride) + x] += plane[((rows + 1) * stride) + x];
        }

        for (int y = 1; y <= rows; y++)
        {
            float* row = plane + (y * stride);
            row[2] += row[0];
            row[columns - 1] += row[columns + 1];
        }
    }

    private static void Row(float* plane, int from, int to, int columns) =>
        new ReadOnlySpan<float>(plane + from, columns + 2).CopyTo(new Span<float>(plane + to, columns + 2));
}
