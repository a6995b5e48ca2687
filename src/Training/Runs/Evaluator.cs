using SiameseSweep.Core.Runs;
using SiameseSweep.Training.Evaluation;
using SiameseSweep.Training.Losses;
using SiameseSweep.Training.Models;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Runs;

/// <summary>Result of an evaluation.</summary>
/// <param name="Metrics">Of both splits.</param>
/// <param name="Validation">Scores for the record.</param>
/// <param name="Test">Scores for the record.</param>
/// <param name="Images">Paths of the embedded images: validation people, then test people.</param>
/// <param name="Vectors">Their embeddings.</param>
/// <param name="Health">Of the embeddings of both.</param>
internal sealed record Evaluated(
    EvaluationMetrics Metrics, PairScores? Validation, PairScores Test, string[] Images, float[][] Vectors, EmbeddingHealth Health);

/// <summary>Scores all pairs of the validation and test people in evaluation mode.</summary>
/// <param name="data">The people.</param>
/// <param name="loss">How embeddings are compared.</param>
/// <param name="shared">Baselines of other runs too.</param>
/// <param name="threshold">Of a refit; null: chosen by the people.</param>
internal sealed class Evaluator(RunDataset data, SiameseLoss loss, SharedBaselines shared, double? threshold)
{
    private const int ChunkImages = 64; // always the same cut, so that the bits do not depend on memory

    /// <summary>Scores a network.</summary>
    public Evaluated Evaluate(EmbeddingNetwork network) => Evaluate(network, threshold);

    private Evaluated Evaluate(EmbeddingNetwork network, double? given)
    {
        using var scope = NewDisposeScope();
        Tensor? validation = data.Validation is null ? null : Embed(network, data.Validation.Images);
        Tensor test = Embed(network, data.Test.Images);
        float[]? validationScores = validation is null ? null : PairDissimilarities.Compute(validation, loss.Definition.Dissimilarity);
        float[] testScores = PairDissimilarities.Compute(test, loss.Definition.Dissimilarity);

        Tensor all = validation is null ? test : cat([validation, test], 0);
        return new Evaluated(
            EvaluationMetrics.For(
                validationScores is null ? null : new LabelledScores(validationScores, data.Validation!.Different),
                new LabelledScores(testScores, data.Test.Different), loss, given),
            validationScores is null ? null : new PairScores(data.Validation!.Book.Hash, validationScores),
            new PairScores(data.Test.Book.Hash, testScores),
            [.. data.Validation?.Book.Images ?? [], .. data.Test.Book.Images],
            Rows(all),
            EmbeddingHealth.Measure(all, loss.Definition.Dissimilarity));
    }

    /// <summary>Returns the baselines on the same pairs, and events for those that cannot be made.</summary>
    /// <param name="untrained">The run's network before its first step.</param>
    public IEnumerable<RunReport> Baselines(EmbeddingNetwork untrained)
    {
        yield return shared.Pixels(data.Validation, data.Test);
        yield return new BaselineReport(Baseline.Untrained.Name, Evaluate(untrained, given: null).Metrics.Values);
        yield return shared.Fisherfaces(data.Fisherfaces, data.Validation, data.Test);
    }

    private static Tensor Embed(EmbeddingNetwork network, Tensor images)
    {
        using (no_grad())
        {
            Tensor[] chunks = images.split(ChunkImages);
            Tensor[] embedded = new Tensor[chunks.Length];
            for (int i = 0; i < chunks.Length; i++)
            {
                using var scope = NewDisposeScope();
                embedded[i] = network.Embed(chunks[i]).MoveToOuterDisposeScope();
            }

            return cat(embedded, 0);
        }
    }

    private static float[][] Rows(Tensor embeddings)
    {
        int size = (int)embeddings.shape[1];
        return [.. embeddings.cpu().contiguous().data<float>().ToArray().Chunk(size)];
    }
}
