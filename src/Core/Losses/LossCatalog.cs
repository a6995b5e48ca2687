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
            // at the distance m·different/(same + different)
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
            Chance = c => Math.Log(c.People),
        },
        new()
        {
            Kind = LossKind.Cosine, DefaultMargin = 0.5, MarginBelow = 1, Sampler = BatchSamplerKind.RandomPairs,
            Dissimilarity = DissimilarityKind.Cosine,
            Chance = c => Math.Min(c.Same, c.Different) * (1 - c.Margin), // at a cosine of m or of 1
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
