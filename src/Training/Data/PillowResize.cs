namespace SiameseSweep.Training.Data;

/// <summary>
/// Bilinear resizing of 8-bit images, bit for bit as Pillow's <c>Image.resize(size, BILINEAR)</c> does it (and so torchvision's
/// <c>Resize</c> on PIL images): a triangle filter whose support grows with the reduction, fixed-point coefficients, rows first,
/// rounded to 8 bits between the passes (src/libImaging/Resample.c). Another order or rounding moves a dissimilarity by 2 %.
/// </summary>
public static class PillowResize
{
    private const int PrecisionBits = 32 - 8 - 2;

    /// <summary>Resizes one image.</summary>
    /// <param name="pixels">8-bit grey, row by row, width × height.</param>
    /// <param name="width">Pixels, ≥ 1.</param>
    /// <param name="height">Pixels, ≥ 1.</param>
    /// <param name="newWidth">Pixels, ≥ 1.</param>
    /// <param name="newHeight">Pixels, ≥ 1.</param>
    /// <returns>newWidth × newHeight grey levels.</returns>
    public static byte[] Bilinear(ReadOnlySpan<byte> pixels, int width, int height, int newWidth, int newHeight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(Math.Min(width, height), Math.Min(newWidth, newHeight)), 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, width * height);
        byte[] rows = pixels.ToArray();
        if (newWidth != width)
        {
            Filter filter = new(width, newWidth);
            rows = new byte[newWidth * height];
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < newWidth; x++)
                {
                    rows[(y * newWidth) + x] = filter.Apply(pixels[(y * width)..], 1, x);
                }
            }
        }

        if (newHeight == height)
        {
            return rows;
        }

        Filter columns = new(height, newHeight);
        byte[] result = new byte[newWidth * newHeight];
        for (int y = 0; y < newHeight; y++)
        {
            for (int x = 0; x < newWidth; x++)
            {
                result[(y * newWidth) + x] = columns.Apply(rows.AsSpan(x), newWidth, y);
            }
        }

        return result;
    }

    /// <summary>For every output position: where its input begins, and the weights from there on.</summary>
    private sealed class Filter
    {
        private readonly int[] _first;
        private readonly int[][] _weights;

        public Filter(int from, int to)
        {
            double scale = (double)from / to;
            double filterScale = Math.Max(scale, 1.0);
            double support = filterScale; // the triangle's own support is 1
            double perInput = 1.0 / filterScale;
            _first = new int[to];
            _weights = new int[to][];
            for (int i = 0; i < to; i++)
            {
                double center = (i + 0.5) * scale;
                int first = Math.Max(0, (int)(center - support + 0.5));
                int end = Math.Min(from, (int)(center + support + 0.5));
                double[] exact = new double[end - first];
                double sum = 0;
                for (int k = 0; k < exact.Length; k++)
                {
                    exact[k] = Triangle((k + first - center + 0.5) * perInput);
                    sum += exact[k];
                }

                _first[i] = first;
                _weights[i] = Array.ConvertAll(exact, weight => Fixed(sum != 0 ? weight / sum : weight));
            }
        }

        public byte Apply(ReadOnlySpan<byte> line, int stride, int position)
        {
            int total = 1 << (PrecisionBits - 1);
            int at = _first[position] * stride;
            foreach (int weight in _weights[position])
            {
                total += line[at] * weight;
                at += stride;
            }

            return (byte)Math.Clamp(total >> PrecisionBits, 0, 255);
        }

        private static double Triangle(double x) => Math.Abs(x) < 1.0 ? 1.0 - Math.Abs(x) : 0.0;

        private static int Fixed(double weight) => (int)((weight < 0 ? -0.5 : 0.5) + (weight * (1 << PrecisionBits)));
    }
}
