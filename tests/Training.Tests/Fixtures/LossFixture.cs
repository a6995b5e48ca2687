using System.Text.Json;
using SiameseSweep.TestKit;

namespace SiameseSweep.Training.Tests.Fixtures;

/// <summary>The output of make_losses.py: batches, and the values and gradients that PyTorch gives for them in double precision.</summary>
public sealed record LossFixture(LossFixture.LossCase[] Losses, LossFixture.EvaluationCase[] Evaluations)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string Script => Path.Combine(Repository.Root, "tests", "Training.Tests", "Fixtures", "make_losses.py");

    public static string Committed => Path.Combine(Repository.Root, "tests", "Training.Tests", "Fixtures", "losses.json");

    public static LossFixture Read(string file) =>
        JsonSerializer.Deserialize<LossFixture>(File.ReadAllText(file), Options) ?? throw new InvalidDataException(file);

    public sealed record LossCase(
        string Loss, double? Margin, string Mining, int Size, double[][] Branches, double[]? Different, long[]? People, double Value,
        double[][] Gradients, Dictionary<string, double[]> Parameters, Dictionary<string, double[]> ParameterGradients,
        double? Scale = null,
        double LabelSmoothing = 0);

    public sealed record EvaluationCase(
        string Loss, double? Margin, int Size, double[] Embeddings, int[] People, double[] Euclidean, double[] Cosine, double Value,
        double? Scale = null);
}
