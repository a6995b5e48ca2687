namespace SiameseSweep.Core.Losses;

/// <summary>Everything about a loss that is known without a tensor.</summary>
public sealed record LossDefinition
{
    /// <summary>The loss.</summary>
    public required LossKind Kind { get; init; }

    /// <summary>Name in sweep files and in the record.</summary>
    public string Name => field ??= Kind.ToString().ToLowerInvariant();

    /// <summary>Margin where a trial gives none; null for a loss without a margin.</summary>
    public double? DefaultMargin { get; init; }

    /// <summary>Exclusive upper limit of the margin; the lower one is 0 for every loss.</summary>
    public double MarginBelow { get; init; } = double.PositiveInfinity;

    /// <summary>Whether the loss has a margin.</summary>
    public bool HasMargin => DefaultMargin is not null;

    /// <summary>Sampler of its training batches where nothing is mined.</summary>
    public required BatchSamplerKind Sampler { get; init; }

    /// <summary>Whether pairs or triplets can be mined for it.</summary>
    public bool TakesMining { get; init; } = true;

    /// <summary>How embeddings trained with it are compared.</summary>
    public DissimilarityKind Dissimilarity { get; init; }

    /// <summary>Whether it can be computed for people that were not trained on (<c>validation.loss</c>, <c>test.loss</c>).</summary>
    public bool HasEvaluationLoss { get; init; } = true;

    /// <summary>Whether a margin lies in the loss's domain; false for NaN and infinities, and for any margin of a loss that has none.</summary>
    public bool AllowsMargin(double margin) => HasMargin && margin > 0 && margin < MarginBelow;

    /// <summary>Sampler of its training batches.</summary>
    /// <param name="mined">Whether examples are mined.</param>
    public BatchSamplerKind SamplerFor(bool mined) => mined && TakesMining ? BatchSamplerKind.BalancedImages : Sampler;

    /// <summary>Images that an item of <c>batch_size</c> stands for: 1 to 3.</summary>
    /// <param name="mined">Whether examples are mined.</param>
    public int ImagesPerExample(bool mined) => SamplerFor(mined) switch
    {
        BatchSamplerKind.RandomPairs => 2,
        BatchSamplerKind.RandomTriplets => 3,
        _ => 1,
    };

    /// <summary>What needs two images of every training person, to begin a sentence; null where one image is enough.</summary>
    /// <param name="mined">Whether examples are mined.</param>
    public string? NeedsTwoImages(bool mined) => SamplerFor(mined) switch
    {
        BatchSamplerKind.RandomTriplets => $"Loss {Name}",
        BatchSamplerKind.BalancedImages => "Online mining",
        _ => null,
    };
}
