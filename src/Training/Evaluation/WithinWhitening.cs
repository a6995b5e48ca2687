using SiameseSweep.Core;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Evaluation;

/// <summary>
/// Within-class covariance normalization (Hatch, Kajarekar and Stolcke, "Within-class covariance normalization for SVM-based speaker
/// recognition", Interspeech 2006): the linear map after which embeddings of one person vary alike in all directions. The map is
/// M = (0.9 · S/s + 0.1 · I)^(−1/2), with S the covariance within people and s its mean eigenvalue: 0.1 limits the weight of
/// directions in which the training people hardly vary, and the division by s keeps the scale of distances.
/// </summary>
internal static class WithinWhitening
{
    private const double Shrinkage = 0.1;

    /// <summary>Throws if the covariance within people cannot be estimated.</summary>
    /// <exception cref="UserErrorException">Fewer than two people have two images.</exception>
    public static void ThrowIfNotFittable(IReadOnlyList<string> people)
    {
        int[] images = [.. people.CountBy(person => person, StringComparer.Ordinal).Select(person => person.Value)];
        int fit = images.Count(count => count >= 2);
        if (fit < 2)
        {
            throw new UserErrorException(
                $"whiten 'within' needs two training people with two images each, but {fit} of the {images.Length} training people have as "
                    + "many. Say 'whiten: none', give more images, or take out fewer validation people."
            );
        }
    }

    /// <summary>Fits the map. Embeddings that are all alike, or not finite, give the identity.</summary>
    /// <param name="embeddings">[n, E].</param>
    /// <param name="people">The person of each.</param>
    /// <returns>[E, E], symmetric, of the embeddings' type and device, in the caller's dispose scope.</returns>
    public static Tensor Fit(Tensor embeddings, IReadOnlyList<string> people)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        int count = (int)embeddings.shape[0], size = (int)embeddings.shape[1];
        double[] values = embeddings.cpu().to(ScalarType.Float64).contiguous().data<double>().ToArray();
        int persons = 0;
        foreach (IGrouping<string, int> person in Enumerable.Range(0, count).GroupBy(i => people[i], StringComparer.Ordinal))
        {
            int[] rows = [.. person];
            persons++;
            for (int k = 0; k < size; k++)
            {
                double mean = rows.Sum(row => values[(row * size) + k]) / rows.Length;
                Array.ForEach(rows, row => values[(row * size) + k] -= mean);
            }
        }

        Tensor deviations = tensor(values, [count, size]);
        Tensor covariance = deviations.t().matmul(deviations).Times(1.0 / Math.Max(1, count - persons));
        double scale = covariance.trace().item<double>() / size;
        Tensor identity = eye(size, dtype: ScalarType.Float64);
        Tensor map = identity;
        if (scale > 0 && double.IsFinite(scale))
        {
            (Tensor variances, Tensor directions) = linalg.eigh(
                covariance.Times((1 - Shrinkage) / scale).Plus(identity.Times(Shrinkage)));
            map = (directions * variances.rsqrt()).matmul(directions.t());
        }

        return map.to(embeddings.dtype).to(embeddings.device).MoveToOuterDisposeScope();
    }
}
