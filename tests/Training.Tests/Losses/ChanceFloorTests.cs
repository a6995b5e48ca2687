using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Mining;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Losses;
using SiameseSweep.Training.Mining;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Losses;

/// <summary>The chance levels of the catalog against the losses' own tensors on batches of the samplers themselves.</summary>
public sealed class ChanceFloorTests
{
    private const int Drawn = 60_000;

    public static MatrixTheoryData<LossKind, MiningKind, int> All =>
        new([.. LossRegistry.Kinds.Except(ByPerson)], Enum.GetValues<MiningKind>(), [2, 3, 10]);

    public static MatrixTheoryData<LossKind, MiningKind, int> AllByPerson => new(ByPerson, [MiningKind.Random], [2, 3, 10]);

    public static TheoryData<LossKind, int> Pairs =>
        new MatrixTheoryData<LossKind, int>(
            [.. LossCatalog.All.Where(l => l.Sampler == BatchSamplerKind.RandomPairs).Select(l => l.Kind)],
            [2, 3, 10]);

    [Theory]
    [MemberData(nameof(All))]
    [MemberData(nameof(AllByPerson))]
    public void A_floor_is_the_least_mean_loss_when_any_two_images_are_equally_alike(LossKind kind, MiningKind mining, int imagesEach)
    {
        RunConfiguration configuration = Configuration(kind, mining);
        string[] people = People(imagesEach);
        double least = Enumerable.Range(0, 41)
            .Min(step => MeanLoss(configuration, people, EquallyAlike(kind, configuration.Margin, people.Length, step / 40.0)));
        double floor = configuration.ChanceFloor(people.Distinct().Count(), people.Length)!.Value;
        Assert.Equal(1, least / floor, 0.015); // four standard deviations of the mean of so many pairs
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Random_vectors_that_say_nothing_of_identity_never_cost_less(LossKind kind, int imagesEach)
    {
        RunConfiguration configuration = Configuration(kind, MiningKind.Random);
        string[] people = People(imagesEach);
        double floor = configuration.ChanceFloor(people.Distinct().Count(), people.Length)!.Value;
        using var generator = new Generator(5);
        using Tensor vectors = randn([people.Length, 128], generator: generator);
        double least = Enumerable.Range(1, 40).Min(step =>
        {
            using Tensor scaled = kind == LossKind.Cosine ? vectors + (step / 10.0) : vectors * (step / 400.0);
            return MeanLoss(configuration, people, scaled);
        });
        Assert.InRange(least / floor, 0.985, 1.2);
    }

    private static LossKind[] ByPerson => [.. LossCatalog.All.Where(l => l.DefaultImagesPerPerson is not null).Select(l => l.Kind)];

    private static RunConfiguration Configuration(LossKind kind, MiningKind mining) => ConfigurationRules.Build(
        [
            new(ParameterCatalog.Loss.Name, ParameterValue.Of(ParameterCatalog.NameOf(kind))),
            new(ParameterCatalog.Mining.Name, ParameterValue.Of(ParameterCatalog.NameOf(mining))),
        ], 1) with { BatchSize = 16 };

    /// <summary>People of about as many images each, not all alike.</summary>
    private static string[] People(int imagesEach) =>
        [.. Enumerable.Range(0, 60 / imagesEach).SelectMany(p => Enumerable.Repeat($"s{p}", imagesEach + (p % 2)))];

    /// <summary>An axis for each image and one for all of them: any two images are equally far apart, and an image is itself.</summary>
    private static Tensor EquallyAlike(LossKind kind, double? margin, int images, double share)
    {
        using var scope = NewDisposeScope();
        Tensor own = eye(images);
        Tensor vectors = LossCatalog.Of(kind).Dissimilarity == DissimilarityKind.Cosine
            ? cat([own * Math.Sqrt(1 - share), full([images, 1], Math.Sqrt(share))], 1)
            : own * (share * (margin ?? 0) / Math.Sqrt(2));
        return vectors.MoveToOuterDisposeScope();
    }

    private static double MeanLoss(RunConfiguration configuration, string[] people, Tensor vectors)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        using SiameseLoss loss = LossRegistry.Create(
            configuration with { EmbeddingSize = (int)vectors.shape[1] }, people.Distinct().Count(), CPU, 1);
        foreach (var (_, parameter) in loss.Parameters)
        {
            parameter.zero_(); // a head that prefers nobody
            if (parameter.dim() == 2)
            {
                parameter.select(1, parameter.shape[1] - 1).fill_(1); // and all of whose classes lie where all images do
            }
        }

        IBatchSampler sampler = BatchSamplerRegistry.Create(configuration, people, 3);
        int epochs = sampler.Draw(1, 0).Different is not null ? Drawn / people.Length : configuration.ImagesPerPerson is null ? 1 : 20;
        TrainingBatch[] batches =
        [
            .. from epoch in Enumerable.Range(1, epochs)
            from step in Enumerable.Range(0, sampler.StepsPerEpoch)
            select sampler.Draw(epoch, step),
        ];
        // pairs cost one by one, so all of them can be one batch
        return batches[0].Different is null ? batches.Average(Cost) : Cost(Joined(batches));

        double Cost(TrainingBatch batch) => loss.Forward(
            [.. batch.Branches.Select(rows => vectors.index_select(0, tensor(rows)))],
            batch.Different is null ? null : tensor(batch.Different), batch.People is null ? null : tensor(batch.People)).item<float>();
    }

    private static TrainingBatch Joined(TrainingBatch[] batches) =>
        new(
            [
                [.. batches.SelectMany(b => b.Branches[0])],
                [.. batches.SelectMany(b => b.Branches[1])],
            ],
            [.. batches.SelectMany(b => b.Different!)],
            null);
}
