using SiameseSweep.Core.Losses;
using SiameseSweep.Training.Evaluation;
using TorchSharp;

namespace SiameseSweep.Training.Tests.Evaluation;

public sealed class PairDissimilaritiesTests
{
    [Fact]
    public void Pairs_come_in_row_order_with_their_labels()
    {
        using torch.Tensor embeddings = torch.tensor(new float[,] { { 0, 0 }, { 3, 4 }, { 0, 1 } });
        float[] d = PairDissimilarities.Compute(embeddings, DissimilarityKind.Euclidean);
        Assert.Equal([5f, 1f, 4.2426f], d, (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.Equal([true, false, true], PairDissimilarities.Different(["a", "b", "a"]));
    }

    [Fact]
    public void They_are_torchs_pairwise_distance()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(5);
        torch.Tensor x = torch.randn([20, 5], generator: generator);
        int[] i = [.. Enumerable.Range(0, 20).SelectMany(a => Enumerable.Repeat(a, 19 - a))];
        int[] j = [.. Enumerable.Range(0, 20).SelectMany(a => Enumerable.Range(a + 1, 19 - a))];
        torch.Tensor expected = torch.nn.functional.pairwise_distance(x[torch.tensor(i)], x[torch.tensor(j)]);
        float[] d = PairDissimilarities.Compute(x, DissimilarityKind.Euclidean);
        Assert.Equal(expected.data<float>().ToArray(), d, (a, b) => Math.Abs(a - b) <= 1e-6f * a);
        torch.Tensor cosine = 1 - torch.nn.functional.cosine_similarity(x[torch.tensor(i)], x[torch.tensor(j)], 1);
        float[] c = PairDissimilarities.Compute(x, DissimilarityKind.Cosine);
        Assert.Equal(cosine.data<float>().ToArray(), c, (a, b) => Math.Abs(a - b) <= 1e-6f);
    }

    [Fact]
    public void Equal_embeddings_are_as_far_apart_as_torchs_epsilon_says()
    {
        float[] d = PairDissimilarities.Compute(new double[8], 2, 4, DissimilarityKind.Euclidean);
        Assert.Equal(2e-6f, d[0]);
        Assert.Equal(1f, PairDissimilarities.Compute(new double[8], 2, 4, DissimilarityKind.Cosine)[0]);
    }

    [Theory]
    [InlineData(DissimilarityKind.Euclidean)]
    [InlineData(DissimilarityKind.Cosine)]
    public void A_nan_embedding_spoils_its_own_pairs_only(DissimilarityKind kind)
    {
        float[] d = PairDissimilarities.Compute([double.NaN, 1, 1, 0, 0, 1], 3, 2, kind);
        Assert.Equal([true, true, false], d.Select(float.IsNaN));
    }

    [Fact]
    public void Embeddings_of_another_shape_are_refused()
    {
        using torch.Tensor flat = torch.zeros(4);
        ArgumentException error = Assert.Throws<ArgumentException>(() => PairDissimilarities.Compute(flat, DissimilarityKind.Euclidean));
        Assert.Equal("Embeddings are [n, E]; these have 1 dimensions.", error.Message);
        error = Assert.Throws<ArgumentException>(() => PairDissimilarities.Compute(new double[5], 2, 2, DissimilarityKind.Euclidean));
        Assert.Equal("2 vectors of 2 values are not 5 values.", error.Message);
    }
}
