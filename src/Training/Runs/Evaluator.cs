using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
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
/// <param name="Health">Spread and rank of the embeddings of both splits.</param>
/// <param name="Map">Fitted linear map of the network's embeddings, [E, E] in the caller's dispose scope; null without.</param>
internal sealed record Evaluated(
    EvaluationMetrics Metrics, PairScores? Validation, PairScores Test, string[] Images, float[][] Vectors, EmbeddingHealth Health,
    Tensor? Map);

/// <summary>Scores all pairs of the validation and test people in evaluation mode.</summary>
/// <param name="configuration">The trial's parameters.</param>
/// <param name="data">The people.</param>
/// <param name="loss">The loss, which defines the dissimilarity.</param>
/// <param name="shared">Baselines that runs share.</param>
/// <param name="threshold">Threshold of a refit; null to choose it by the validation people.</param>
internal sealed class Evaluator(
    RunConfiguration configuration, RunDataset data, SiameseLoss loss, SharedBaselines shared, double? threshold)
{
    /// <summary>Scores a network.</summary>
    public Evaluated Evaluate(EmbeddingNetwork network) => Evaluate(network, configuration.Whiten, threshold);

    private Evaluated Evaluate(EmbeddingNetwork network, Whitening whitening, double? given)
    {
        using var scope = NewDisposeScope();
        ImageEmbedder embedder = new(network, configuration);
        Tensor? map = whitening == Whitening.None ? null
            : WithinWhitening.Fit(embedder.Embed(data.Training, data.Input), data.TrainingPeople);
        Tensor? validation = data.Validation is null ? null : embedder.Embed(data.Validation.Images, map: map);
        Tensor test = embedder.Embed(data.Test.Images, map: map);
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
            EmbeddingHealth.Measure(all, loss.Definition.Dissimilarity),
            map?.MoveToOuterDisposeScope());
    }

    /// <summary>Returns the baselines on the same pairs, and events for those that cannot be made.</summary>
    /// <param name="untrained">The run's network before its first step. Not whitened: the map is fitted to training people.</param>
    public IEnumerable<RunReport> Baselines(EmbeddingNetwork untrained)
    {
        yield return shared.Pixels(data.Validation, data.Test);
        yield return new BaselineReport(Baseline.Untrained.Name, Evaluate(untrained, Whitening.None, given: null).Metrics.Values);
        yield return shared.Fisherfaces(data.Fisherfaces, data.Validation, data.Test);
    }

    private static float[][] Rows(Tensor embeddings)
    {
        int size = (int)embeddings.shape[1];
        return [.. embeddings.cpu().contiguous().data<float>().ToArray().Chunk(size)];
    }
}
