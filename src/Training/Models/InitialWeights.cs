using static TorchSharp.torch;

namespace SiameseSweep.Training.Models;

/// <summary>Judges a network before its first step.</summary>
internal static class InitialWeights
{
    private const double Tolerance = 1e-6; // rows of one product may differ by rounding

    /// <summary>
    /// Whether a network gives all images the same embedding, within 1e-6 of its length. No gradient then leads anywhere: in the seed's
    /// network this happens where every channel of a block is below 0 for every image, which its ReLU makes 0.
    /// </summary>
    /// <param name="network">In single precision.</param>
    /// <param name="images">[N, 1, S, S].</param>
    public static bool AreDead(EmbeddingNetwork network, Tensor images)
    {
        using var scope = NewDisposeScope();
        Tensor embeddings = network.Embed(images);
        float[][] rows = [.. embeddings.cpu().contiguous().data<float>().ToArray().Chunk((int)embeddings.shape[1])];
        double length = rows.Max(row => Length(row, (value, _) => value));
        return rows.All(row => Length(row, (value, i) => value - rows[0][i]) <= Tolerance * length);
    }

    private static double Length(float[] row, Func<double, int, double> part) =>
        Math.Sqrt(row.Select((value, i) => part(value, i)).Sum(p => p * p));
}
