using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SiameseSweep.Training.Models.Kernels;

/// <summary>
/// 3×3 convolutions of few channels on 256-bit vectors. libtorch's take four to six times as long for these shapes: it changes layouts
/// to and fro around products of eight numbers. Rows are computed three vectors at a time for four output channels, so twelve sums
/// stay in registers.
/// </summary>
internal static unsafe class ConvolutionKernel
{
    private const int Lanes = 8, Group = 4;

    /// <summary>Whether this processor has the instructions.</summary>
    public static bool IsSupported => Fma.IsSupported && Avx2.IsSupported;

    /// <summary>
    /// Correlates an image: output[o][y][x] = bias[o] + Σ weights[i][ky][kx][o] · input[i][y + ky][x + kx], for a multiple of four output
    /// channels. Whole vectors are written, so columns beyond the last hold anything afterwards.
    /// </summary>
    /// <param name="input">First plane; rows × columns of the output plus two.</param>
    /// <param name="inputs">Channels in.</param>
    /// <param name="inputPlane">From a plane to the next.</param>
    /// <param name="inputStride">From a row to the next.</param>
    /// <param name="weights">[in, 3, 3, out].</param>
    /// <param name="bias">[out], or null for none.</param>
    /// <param name="output">First plane.</param>
    /// <param name="outputs">Channels out, a multiple of four.</param>
    /// <param name="outputPlane">From a plane to the next.</param>
    /// <param name="outputStride">From a row to the next.</param>
    /// <param name="rows">Of the output.</param>
    /// <param name="columns">Of the output.</param>
    /// <param name="rectify">Whether negative results become zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Correlate(
        float* input, int inputs, int inputPlane, int inputStride, float* weights, float* bias,
        float* output, int outputs, int outputPlane, int outputStride, int rows, int columns, bool rectify)
    {
        Vector256<float> floor = rectify ? Vector256<float>.Zero : Vector256.Create(float.NegativeInfinity);
        int vectors = (columns + Lanes - 1) / Lanes;
        for (int group = 0; group < outputs; group += Group)
        {
            for (int y = 0; y < rows; y++)
            {
                float* from = input + (y * inputStride);
                float* to = output + (group * outputPlane) + (y * outputStride);
                int v = 0;
                for (; v + 3 <= vectors; v += 3)
                {
                    Three(
                        from + (v * Lanes),
                        inputs,
                        inputPlane,
                        inputStride,
                        weights + group,
                        outputs,
                        bias is null ? null : bias + group,
                        to + (v * Lanes),
                        outputPlane,
                        floor);
                }

                for (; v < vectors; v++)
                {
                    One(
                        from + (v * Lanes),
                        inputs,
                        inputPlane,
                        inputStride,
                        weights + group,
                        outputs,
                        bias is null ? null : bias + group,
                        to + (v * Lanes),
                        outputPlane,
                        floor);
                }
            }
        }
    }

    /// <summary>
    /// Adds an image's part of the weight gradient: sums[(o·in + i)·9 + ky·3 + kx] += Σ gradient[o][y][x] · input[i][y + ky][x + kx].
    /// Columns of the gradient beyond the last must be zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddWeightGradient(
        float* input, int inputs, int inputPlane, int inputStride, float* gradient, int outputs, int gradientPlane, int gradientStride,
        int rows, int columns, double* sums)
    {
        int vectors = (columns + Lanes - 1) / Lanes;
        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < inputs; i++)
            {
                Vector256<float> s0 = default,
                    s1 = default,
                    s2 = default,
                    s3 = default,
                    s4 = default,
                    s5 = default,
                    s6 = default,
                    s7 = default,
                    s8 = default;
                for (int y = 0; y < rows; y++)
                {
                    float* g = gradient + (o * gradientPlane) + (y * gradientStride);
                    float* a = input + (i * inputPlane) + (y * inputStride);
                    float* b = a + inputStride;
                    float* c = b + inputStride;
                    for (int x = 0; x < vectors * Lanes; x += Lanes)
                    {
                        Vector256<float> d = Avx.LoadVector256(g + x);
                        s0 = Fma.MultiplyAdd(d, Avx.LoadVector256(a + x), s0);
                        s1 = Fma.MultiplyAdd(d, Avx.LoadVector256(a + x + 1), s1);
                        s2 = Fma.MultiplyAdd(d, Avx.LoadVector256(a + x + 2), s2);
                        s3 = Fma.MultiplyAdd(d, Avx.LoadVector256(b + x), s3);
                        s4 = Fma.MultiplyAdd(d, Avx.LoadVector256(b + x + 1), s4);
                        s5 = Fma.MultiplyAdd(d, Avx.LoadVector256(b + x + 2), s5);
                        s6 = Fma.MultiplyAdd(d, Avx.LoadVector256(c + x), s6);
                        s7 = Fma.MultiplyAdd(d, Avx.LoadVector256(c + x + 1), s7);
                        s8 = Fma.MultiplyAdd(d, Avx.LoadVector256(c + x + 2), s8);
                    }
                }

                double* to = sums + (((o * inputs) + i) * 9);
                to[0] += VectorSums.Of(s0);
                to[1] += VectorSums.Of(s1);
                to[2] += VectorSums.Of(s2);
                to[3] += VectorSums.Of(s3);
                to[4] += VectorSums.Of(s4);
                to[5] += VectorSums.Of(s5);
                to[6] += VectorSums.Of(s6);
                to[7] += VectorSums.Of(s7);
                to[8] += VectorSums.Of(s8);
            }
        }
    }

    // Four output channels × 24 columns.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Three(
        float* input,
        int inputs,
        int inputPlane,
        int inputStride,
        float* weights,
        int outputs,
        float* bias,
        float* output,
        int outputPlane,
        Vector256<float> floor)
    {
        Vector256<float> a0 = Start(bias, 0), b0 = Start(bias, 1), c0 = Start(bias, 2), d0 = Start(bias, 3);
        Vector256<float> a1 = a0, a2 = a0, b1 = b0, b2 = b0, c1 = c0, c2 = c0, d1 = d0, d2 = d0;
        for (int i = 0; i < inputs; i++)
        {
            float* row = input + (i * inputPlane);
            for (int ky = 0; ky < 3; ky++, row += inputStride)
            {
                for (int kx = 0; kx < 3; kx++, weights += outputs)
                {
                    Vector256<float> x0 = Avx.LoadVector256(row + kx),
                        x1 = Avx.LoadVector256(row + kx + Lanes),
                        x2 = Avx.LoadVector256(row + kx + (2 * Lanes));
                    Vector256<float> w = Avx.BroadcastScalarToVector256(weights);
                    a0 = Fma.MultiplyAdd(w, x0, a0);
                    a1 = Fma.MultiplyAdd(w, x1, a1);
                    a2 = Fma.MultiplyAdd(w, x2, a2);
                    w = Avx.BroadcastScalarToVector256(weights + 1);
                    b0 = Fma.MultiplyAdd(w, x0, b0);
                    b1 = Fma.MultiplyAdd(w, x1, b1);
                    b2 = Fma.MultiplyAdd(w, x2, b2);
                    w = Avx.BroadcastScalarToVector256(weights + 2);
                    c0 = Fma.MultiplyAdd(w, x0, c0);
                    c1 = Fma.MultiplyAdd(w, x1, c1);
                    c2 = Fma.MultiplyAdd(w, x2, c2);
                    w = Avx.BroadcastScalarToVector256(weights + 3);
                    d0 = Fma.MultiplyAdd(w, x0, d0);
                    d1 = Fma.MultiplyAdd(w, x1, d1);
                    d2 = Fma.MultiplyAdd(w, x2, d2);
                }
            }
        }

        Store(output, a0, a1, a2, floor);
        Store(output + outputPlane, b0, b1, b2, floor);
        Store(output + (2 * outputPlane), c0, c1, c2, floor);
        Store(output + (3 * outputPlane), d0, d1, d2, floor);
    }

    // Four output channels × 8 columns.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(
        float* input,
        int inputs,
        int inputPlane,
        int inputStride,
        float* weights,
        int outputs,
        float* bias,
        float* output,
        int outputPlane,
        Vector256<float> floor)
    {
        Vector256<float> a = Start(bias, 0), b = Start(bias, 1), c = Start(bias, 2), d = Start(bias, 3);
        for (int i = 0; i < inputs; i++)
        {
            float* row = input + (i * inputPlane);
            for (int ky = 0; ky < 3; ky++, row += inputStride)
            {
                for (int kx = 0; kx < 3; kx++, weights += outputs)
                {
                    Vector256<float> x = Avx.LoadVector256(row + kx);
                    a = Fma.MultiplyAdd(Avx.BroadcastScalarToVector256(weights), x, a);
                    b = Fma.MultiplyAdd(Avx.BroadcastScalarToVector256(weights + 1), x, b);
                    c = Fma.MultiplyAdd(Avx.BroadcastScalarToVector256(weights + 2), x, c);
                    d = Fma.MultiplyAdd(Avx.BroadcastScalarToVector256(weights + 3), x, d);
                }
            }
        }

        Avx.Store(output, Avx.Max(floor, a));
        Avx.Store(output + outputPlane, Avx.Max(floor, b));
        Avx.Store(output + (2 * outputPlane), Avx.Max(floor, c));
        Avx.Store(output + (3 * outputPlane), Avx.Max(floor, d));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Start(float* bias, int channel) => bias is null ? default : Vector256.Create(bias[channel]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* output, Vector256<float> x0, Vector256<float> x1, Vector256<float> x2, Vector256<float> floor)
    {
        Avx.Store(output, Avx.Max(floor, x0));
        Avx.Store(output + Lanes, Avx.Max(floor, x1));
        Avx.Store(output + (2 * Lanes), Avx.Max(floor, x2));
    }
}
