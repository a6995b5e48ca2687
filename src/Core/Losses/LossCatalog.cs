namespace SiameseSweep.Core.Losses;

/// <summary>The losses. Names in sweep files are the lower-case ones.</summary>
public enum LossKind
{
    /// <summary>Hadsell, Chopra, LeCun 2006, as the seed writes it: label 1 = different.</summary>
    Contrastive,

    /// <summary>Margin on the difference of two distances.</summary>
    Triplet,

    /// <summary>Classification over the training people; the embedding before the head is compared.</summary>
    Softmax,

    /// <summary>Cosine embedding loss; the dissimilarity is 1 − cos.</summary>
    Cosine,

    /// <summary>Classification by cosines, a margin taken off the true class's (Wang et al. 2018).</summary>
    Cosface,

    /// <summary>Classification by cosines, a margin added to the angle to the true class (Deng et al. 2019).</summary>
    Arcface,

    /// <summary>Supervised contrastive loss over all images of a batch (Khosla et al. 2020).</summary>
    Supcon,
}

/// <summary>
/// All losses, one entry each. A new loss is its tensor class <c>Training/Losses/XLoss.cs</c>, an entry and an enumeration value
/// here, and a line in <c>LossRegistry</c>.
/// </summary>
public static class LossCatalog
{
    /// <summary>The losses in the order of <see cref="LossKind"/>.</summary>
    public static IReadOnlyList<LossDefinition> All { get; } =
    [
        new()
        {
            Kind = LossKind.Contrastive, DefaultMargin = 2, Sampler = BatchSamplerKind.RandomPairs,
            // At the distance m·different/(same + different).
            Chance = c => c.Margin * c.Margin * c.Same * c.Different / (c.Same + c.Different),
        },
        new()
        {
            Kind = LossKind.Triplet, DefaultMargin = 1, Sampler = BatchSamplerKind.RandomTriplets,
            Chance = c => c.Margin,
        },
        new()
        {
            Kind = LossKind.Softmax, Sampler = BatchSamplerKind.ShuffledImages, TakesMining = false, HasEvaluationLoss = false,
            TakesImagesPerPerson = true, TakesLabelSmoothing = true,
            Chance = c => Math.Log(c.People),
        },
        new()
        {
            Kind = LossKind.Cosine, DefaultMargin = 0.5, MarginBelow = 1, Sampler = BatchSamplerKind.RandomPairs,
            Dissimilarity = DissimilarityKind.Cosine,
            Chance = c => Math.Min(c.Same, c.Different) * (1 - c.Margin), // at a cosine of m or of 1
        },
        new()
        {
            Kind = LossKind.Cosface, DefaultMargin = 0.35, MarginBelow = 1, DefaultScale = 16, Sampler = BatchSamplerKind.PersonGroups,
            TakesMining = false, TakesImagesPerPerson = true, Dissimilarity = DissimilarityKind.Cosine, HasEvaluationLoss = false,
            Chance = c => ChanceLevels.OfClasses(c, c.Margin),
        },
        new()
        {
            Kind = LossKind.Arcface, DefaultMargin = 0.5, MarginBelow = Math.PI / 2, MarginLimit = "π/2", DefaultScale = 16,
            Sampler = BatchSamplerKind.PersonGroups, TakesMining = false, TakesImagesPerPerson = true,
            Dissimilarity = DissimilarityKind.Cosine, HasEvaluationLoss = false,
            Chance = c => ChanceLevels.OfClasses(c, 1 - Math.Cos(c.Margin)), // cos θ − cos(θ + m) is least at θ = 0
        },
        new()
        {
            Kind = LossKind.Supcon, DefaultScale = 10, Sampler = BatchSamplerKind.PersonGroups, TakesMining = false,
            TakesImagesPerPerson = true, Dissimilarity = DissimilarityKind.Cosine,
            Chance = ChanceLevels.OfSupcon,
        },
    ];

    /// <summary>The definition of a loss.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such loss.</exception>
    public static LossDefinition Of(LossKind kind) =>
        (int)kind >= 0 && (int)kind < All.Count
            ? All[(int)kind]
            : throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such loss.");

    /// <summary>The loss of a name; null when there is none.</summary>
    public static LossDefinition? Find(string? name) => All.FirstOrDefault(l => l.Name == name);
}
