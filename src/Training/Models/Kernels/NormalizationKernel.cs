using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SiameseSweep.Training.Models.Kernels;

/// <summary>
/// BatchNorm's passes over the rows of one channel of one image. Sums are of single precision within a row and of double precision
/// over rows.
/// </summary>
internal static unsafe class NormalizationKernel
{
    private const int Lanes = 8;

    /// <summary>Σ x over a plane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum(float* plane, int stride, int rows, int columns)
    {
        double sum = 0;
        for (int y = 0; y < rows; y++, plane += stride)
        {
            Vector256<float> part = default;
            int x = 0;
            for (; x + Lanes <= columns; x += Lanes)
            {
                part = Avx.Add(part, Avx.LoadVector256(plane + x));
            }

            sum += VectorSums.Of(part);
            for (; x < columns; x++)
            {
                sum += plane[x];
            }
        }

        return sum;
    }

    /// <summary>Σ (x − mean)² over a plane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumOfSquares(float* plane, int stride, int rows, int columns, float mean)
    {
        double sum = 0;
        Vector256<float> m = Vector256.Create(mean);
        for (int y = 0; y < rows; y++, plane += stride)
        {
            Vector256<float> part = default;
            int x = 0;
            for (; x + Lanes <= columns; x += Lanes)
            {
                Vector256<float> d = Avx.Subtract(Avx.LoadVector256(plane + x), m);
                part = Fma.MultiplyAdd(d, d, part);
            }

            sum += VectorSums.Of(part);
            for (; x < columns; x++)
            {
                float d = plane[x] - mean;
                sum += d * d;
            }
        }

        return sum;
    }

    /// <summary>to = x · factor + offset, row by row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(float* plane, int stride, float* to, int toStride, int rows, int columns, float factor, float offset)
    {
        Vector256<float> f = Vector256.Create(factor), o = Vector256.Create(offset);
        for (int y = 0; y < rows; y++, plane += stride, to += toStride)
        {
            int x = 0;
            for (; x + Lanes <= columns; x += Lanes)
            {
                Avx.Store(to + x, Fma.MultiplyAdd(Avx.LoadVector256(plane + x), f, o));
            }

            for (; x < columns; x++)
            {
                to[x] = MathF.FusedMultiplyAdd(plane[x], factor, offset);
            }
        }
    }

    /// <summary>Σ g and Σ g · (x − mean) over a plane, for the shift's and scale's gradients.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void GradientSums(
        float* plane,
        int stride,
        float* gradient,
        int gradientStride,
        int rows,
        int columns,
        float mean,
        out double sum,
        out double product)
    {
        (sum, product) = (0, 0);
        Vector256<float> m = Vector256.Create(mean);
        for (int y = 0; y < rows; y++, plane += stride, gradient += gradientStride)
        {
            Vector256<float> part = default, parts = default;
            int x = 0;
            for (; x + Lanes <= columns; x += Lanes)
            {
                Vector256<float> g = Avx.LoadVector256(gradient + x);
                part = Avx.Add(part, g);
                parts = Fma.MultiplyAdd(g, Avx.Subtract(Avx.LoadVector256(plane + x), m), parts);
            }

            sum += VectorSums.Of(part);
            product += VectorSums.Of(parts);
            for (; x < columns; x++)
            {
                sum += gradient[x];
                product += gradient[x] * (plane[x] - mean);
            }
        }
    }

    /// <summary>
    /// to = g · factor + (x − mean) · slope + offset where x &gt; 0, else 0: BatchNorm's gradient, and the ReLU's before it.
    /// Returns its sum, the
    /// convolution's bias gradient.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Backward(
        float* plane, int stride, float* gradient, int gradientStride, float* to, int toStride, int rows, int columns,
        float mean, float factor, float slope, float offset)
    {
        double sum = 0;
        Vector256<float> m = Vector256.Create(mean),
            f = Vector256.Create(factor),
            s = Vector256.Create(slope),
            o = Vector256.Create(offset);
        for (int y = 0; y < rows; y++, plane += stride, gradient += gradientStride, to += toStride)
        {
            Vector256<float> part = default;
            int x = 0;
            for (; x + Lanes <= columns; x += Lanes)
            {
                Vector256<float> value = Avx.LoadVector256(plane + x);
                Vector256<float> result = Fma.MultiplyAdd(
                    Avx.LoadVector256(gradient + x),
                    f,
                    Fma.MultiplyAdd(Avx.Subtract(value, m), s, o));
                result = Avx.And(result, Avx.Compare(value, Vector256<float>.Zero, FloatComparisonMode.OrderedGreaterThanNonSignaling));
                part = Avx.Add(part, result);
                Avx.Store(to + x, result);
            }

            sum += VectorSums.Of(part);
            for (; x < columns; x++)
            {
                float result = MathF.FusedMultiplyAdd(gradient[x], factor, MathF.FusedMultiplyAdd(plane[x] - mean, slope, offset));
                to[x] = plane[x] > 0 ? result : 0;
                sum += to[x];
            }
        }

        return sum;
    }
}
