using SiameseSweep.Core.Models;
using SiameseSweep.Training.Onnx;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Data;

/// <summary>
/// The last step of pre-processing: the channels that a network sees (CONTRACT §2, <c>input</c>), from grey levels of 0 to 1 after resize,
/// inversion and augmentation. Local contrast is (x − G·x) / (√(G·(x − G·x)²) + 0.05), G a Gaussian of σ = size/8 that is cut at ⌈3σ⌉
/// pixels, with the border repeated. python/siamese_sweep/images.py computes the same.
/// </summary>
public sealed class NetworkInput : IDisposable
{
    private const double SigmaShare = 1.0 / 8, ReachInSigmas = 3, ContrastFloor = 0.05;

    private readonly InputKind _kind;
    private readonly GreyStatistics _grey;
    private readonly Tensor? _blur;

    /// <summary>Makes it for images of a size.</summary>
    /// <param name="kind">The channels.</param>
    /// <param name="size">Side in pixels.</param>
    /// <param name="grey">Of the training images, which standardize the grey channel of <see cref="InputKind.Both"/>.</param>
    /// <param name="device">Where the images lie.</param>
    /// <param name="type">Type of the images.</param>
    public NetworkInput(InputKind kind, int size, GreyStatistics grey, Device device, ScalarType type = ScalarType.Float32)
    {
        (_kind, _grey) = (kind, grey);
        _blur = kind == InputKind.Grey ? null
            : tensor(BlurMatrix(size), [size, size], dtype: type, device: device).DetachFromDisposeScope();
    }

    /// <summary>Prepares n images for evaluation, in double precision and rounded at the end: [n, C, S, S] on the host.</summary>
    /// <returns>Single precision, in the caller's dispose scope.</returns>
    public static Tensor Exactly(InputKind kind, GreyStatistics grey, float[] pixels, int size)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        Tensor images = tensor(pixels, [pixels.Length / (size * size), 1, size, size]);
        if (kind != InputKind.Grey)
        {
            using NetworkInput input = new(kind, size, grey, CPU, ScalarType.Float64);
            images = input.Apply(images.to(ScalarType.Float64)).to(ScalarType.Float32);
        }

        return images.MoveToOuterDisposeScope();
    }

    /// <summary>[B, 1, S, S] to [B, C, S, S]; the very tensor for <see cref="InputKind.Grey"/>. Without gradients.</summary>
    public Tensor Apply(Tensor images)
    {
        if (_blur is null)
        {
            return images;
        }

        using var guard = no_grad();
        using var scope = NewDisposeScope();
        Tensor detail = images - Blur(images);
        Tensor contrast = detail / Blur(detail.Squared()).sqrt().Plus(ContrastFloor);
        Tensor channels = _kind == InputKind.Contrast
            ? contrast
            : cat([images.Minus(_grey.Mean).Times(1 / _grey.Deviation), contrast], 1);
        return channels.MoveToOuterDisposeScope();
    }

    /// <summary>Adds it to a graph: [1, S, S] to [C, S, S].</summary>
    internal static OnnxValue Describe(OnnxGraph graph, OnnxValue images, InputKind kind, GreyStatistics grey)
    {
        if (kind == InputKind.Grey)
        {
            return images;
        }

        int size = images.Shape[1];
        float[] blur = Array.ConvertAll(BlurMatrix(size), weight => (float)weight);
        float[] transposed = [.. Enumerable.Range(0, blur.Length).Select(i => blur[(i % size * size) + (i / size)])];
        string rows = graph.Constant(blur, size, size), columns = graph.Constant(transposed, size, size);
        OnnxValue detail = graph.Subtract(images, graph.Multiply(rows, images, columns));
        OnnxValue spread = graph.SquareRoot(graph.Multiply(rows, graph.Multiply(detail, detail), columns));
        OnnxValue contrast = graph.Divide(detail, graph.Add(spread, ContrastFloor));
        return kind == InputKind.Contrast
            ? contrast
            : graph.Join(graph.Multiply(graph.Add(images, -grey.Mean), 1 / grey.Deviation), contrast);
    }

    /// <inheritdoc/>
    public void Dispose() => _blur?.Dispose();

    // Along the rows, then along the columns: two products with a matrix that already has the border in it.
    private Tensor Blur(Tensor images) => _blur!.matmul(images.matmul(_blur.t()));

    private static double[] BlurMatrix(int size)
    {
        double sigma = SigmaShare * size;
        int reach = (int)Math.Ceiling(ReachInSigmas * sigma);
        double[] weights = [.. Enumerable.Range(-reach, (2 * reach) + 1).Select(k => Math.Exp(-(double)k * k / (2 * sigma * sigma)))];
        double sum = weights.Sum();
        double[] matrix = new double[size * size];
        for (int row = 0; row < size; row++)
        {
            for (int k = -reach; k <= reach; k++)
            {
                matrix[(row * size) + Math.Clamp(row + k, 0, size - 1)] += weights[k + reach] / sum;
            }
        }

        return matrix;
    }
}
