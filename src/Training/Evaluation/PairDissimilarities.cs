using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Runs;
using SiameseSweep.Training.Losses;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Evaluation;

/// <summary>
/// Dissimilarities of all pairs of evaluated images, in the order of <see cref="PairBookReport"/>: 01 02 … 0n 12 13 …
/// Reckoned on the host in double precision from the embeddings' single precision, so that the same embeddings give the same
/// numbers on every device and with every number of threads; rounded to single once, at the end.
/// </summary>
public static class PairDissimilarities
{
    /// <summary>The dissimilarities of embeddings.</summary>
    /// <param name="embeddings">[n, E] on any device, of any floating type.</param>
    /// <param name="kind">As the loss says.</param>
    /// <returns>n(n − 1)/2 values; NaN where an embedding is NaN.</returns>
    public static float[] Compute(Tensor embeddings, DissimilarityKind kind)
    {
        if (embeddings.dim() != 2)
        {
            throw new ArgumentException($"Embeddings are [n, E]; these have {embeddings.dim()} dimensions.");
        }

        using var scope = NewDisposeScope();
        double[] values = embeddings.detach().cpu().to(ScalarType.Float64).contiguous().data<double>().ToArray();
        return Compute(values, (int)embeddings.shape[0], (int)embeddings.shape[1], kind);
    }

    /// <summary>The dissimilarities of vectors that lie on the host.</summary>
    /// <param name="vectors">count × size values, vector by vector.</param>
    /// <param name="count">Number of vectors.</param>
    /// <param name="size">Length of each.</param>
    /// <param name="kind">How they are compared.</param>
    public static float[] Compute(ReadOnlySpan<double> vectors, int count, int size, DissimilarityKind kind)
    {
        if (vectors.Length != (long)count * size)
        {
            throw new ArgumentException($"{count} vectors of {size} values are not {vectors.Length} values.");
        }

        float[] result = new float[(long)count * (count - 1) / 2];
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<double> a = vectors.Slice(i * size, size);
            for (int j = i + 1; j < count; j++)
            {
                ReadOnlySpan<double> b = vectors.Slice(j * size, size);
                result[at++] = (float)(kind == DissimilarityKind.Cosine ? OneMinusCosine(a, b) : Euclidean(a, b));
            }
        }

        return result;
    }

    /// <summary>For each pair whether the two people differ, in the same order.</summary>
    /// <param name="people">The person of each image, n.</param>
    public static bool[] Different(IReadOnlyList<string> people)
    {
        bool[] result = new bool[(long)people.Count * (people.Count - 1) / 2];
        int at = 0;
        for (int i = 0; i < people.Count; i++)
        {
            for (int j = i + 1; j < people.Count; j++)
            {
                result[at++] = !string.Equals(people[i], people[j], StringComparison.Ordinal);
            }
        }

        return result;
    }

    private static double Euclidean(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int k = 0; k < a.Length; k++)
        {
            double difference = a[k] - b[k] + EmbeddingDistances.EuclideanEpsilon;
            sum += difference * difference;
        }

        return Math.Sqrt(sum);
    }

    private static double OneMinusCosine(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double product = 0, squaresA = EmbeddingDistances.CosineEpsilon, squaresB = EmbeddingDistances.CosineEpsilon;
        for (int k = 0; k < a.Length; k++)
        {
            product += a[k] * b[k];
            squaresA += a[k] * a[k];
            squaresB += b[k] * b[k];
        }

        // Rounding may lead a hair outside [0, 2]; Math.Clamp keeps NaN.
        return Math.Clamp(1 - (product / Math.Sqrt(squaresA * squaresB)), 0, 2);
    }
}
