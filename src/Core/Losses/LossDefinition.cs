using System.Globalization;

namespace SiameseSweep.Core.Losses;

/// <summary>Everything about a loss that is known without a tensor.</summary>
public sealed record LossDefinition
{
    private const int UsualImagesPerPerson = 4;

    /// <summary>The loss.</summary>
    public required LossKind Kind { get; init; }

    /// <summary>Name in sweep files and in the record.</summary>
    public string Name => field ??= Kind.ToString().ToLowerInvariant();

    /// <summary>Margin where a trial gives none; null for a loss without a margin.</summary>
    public double? DefaultMargin { get; init; }

    /// <summary>Exclusive upper limit of the margin; the lower one is 0 for every loss.</summary>
    public double MarginBelow { get; init; } = double.PositiveInfinity;

    /// <summary>The upper limit of the margin in words; null where there is none.</summary>
    public string? MarginLimit
    {
        get => field ?? (double.IsFinite(MarginBelow) ? MarginBelow.ToString(CultureInfo.InvariantCulture) : null);
        init;
    }

    /// <summary>Whether the loss has a margin.</summary>
    public bool HasMargin => DefaultMargin is not null;

    /// <summary>Factor of the cosines where a trial gives none; null for a loss without one.</summary>
    public double? DefaultScale { get; init; }

    /// <summary>Whether the loss scales cosines.</summary>
    public bool HasScale => DefaultScale is not null;

    /// <summary>Whether its classes' labels can be smoothed.</summary>
    public bool TakesLabelSmoothing { get; init; }

    /// <summary>Sampler of its training batches where nothing is mined and no images per person are given.</summary>
    public required BatchSamplerKind Sampler { get; init; }

    /// <summary>Whether its batches can have a given number of images of each person.</summary>
    public bool TakesImagesPerPerson { get; init; }

    /// <summary>Images of each person in a batch where a trial gives none; null where batches are not drawn by person then.</summary>
    public int? DefaultImagesPerPerson => Sampler == BatchSamplerKind.PersonGroups ? UsualImagesPerPerson : null;

    /// <summary>Whether pairs or triplets can be mined for it.</summary>
    public bool TakesMining { get; init; } = true;

    /// <summary>Dissimilarity of embeddings trained with it.</summary>
    public DissimilarityKind Dissimilarity { get; init; }

    /// <summary>Whether it can be computed for people that were not trained on (<c>validation.loss</c>, <c>test.loss</c>).</summary>
    public bool HasEvaluationLoss { get; init; } = true;

    /// <summary>The least mean loss where any two images are equally dissimilar, or all classes equally likely.</summary>
    public required Func<ChanceInputs, double> Chance { get; init; }

    /// <summary>
    /// Whether a margin lies in the loss's domain; false for NaN and infinities, and for any margin of a loss that has none.
    /// </summary>
    public bool AllowsMargin(double margin) => HasMargin && margin > 0 && margin < MarginBelow;

    /// <summary>Whether a scale lies in the loss's domain; false for any scale of a loss that has none.</summary>
    public bool AllowsScale(double scale) => HasScale && scale > 0 && double.IsFinite(scale);

    /// <summary>Returns the sampler of its training batches.</summary>
    /// <param name="settings">The trial's.</param>
    public BatchSamplerKind SamplerFor(LossSettings settings) =>
        settings.ImagesPerPerson is not null && TakesImagesPerPerson ? BatchSamplerKind.PersonGroups : SamplerFor(settings.IsMined);

    /// <summary>Images that an item of <c>batch_size</c> stands for: 1 to 3.</summary>
    /// <param name="mined">Whether examples are mined.</param>
    public int ImagesPerExample(bool mined) => SamplerFor(mined) switch
    {
        BatchSamplerKind.RandomPairs => 2,
        BatchSamplerKind.RandomTriplets => 3,
        _ => 1,
    };

    /// <summary>
    /// Chance level of the training loss: the least mean loss of a network for which any two images are equally dissimilar, or all
    /// classes equally likely. Of the same-person pairs that are drawn at random, a share people/images is an image paired with itself
    /// (the first image is uniform: Σ k/n · 1/k over people of k of the n images); such a pair costs nothing whatever the network knows.
    /// </summary>
    /// <param name="settings">The trial's.</param>
    /// <param name="people">Number of training people; null where it is not known.</param>
    /// <param name="images">Number of training images; null where it is not known.</param>
    /// <returns>Null where something that it depends on is not known.</returns>
    public double? ChanceFloor(LossSettings settings, int? people, int? images)
    {
        double itself = SamplerFor(settings) == BatchSamplerKind.RandomPairs ? (double?)people / images ?? double.NaN : 0;
        return Known(Chance(Inputs(settings) with
        {
            Same = (1 - itself) / 2, Different = 0.5, People = people ?? double.NaN,
            ImagesOfPerson = (double?)images / people ?? double.NaN,
        }));
    }

    /// <summary>Chance level of <c>validation.loss</c> and <c>test.loss</c>, which are over every pair of distinct images.</summary>
    /// <param name="settings">The trial's.</param>
    /// <param name="shareDifferent">Share of the pairs that are of two people, 0 to 1.</param>
    /// <param name="images">Number of images that make the pairs.</param>
    /// <returns>Null for a loss that has no evaluation loss.</returns>
    public double? EvaluationChanceFloor(LossSettings settings, double shareDifferent, int images) => HasEvaluationLoss
        ? Known(Chance(Inputs(settings) with { Same = 1 - shareDifferent, Different = shareDifferent, Compared = images }))
        : null;

    /// <summary>
    /// Name of the loss or mining that needs two images of every training person, to begin a sentence; null if one image is enough.
    /// </summary>
    /// <param name="mined">Whether examples are mined.</param>
    public string? NeedsTwoImages(bool mined) => SamplerFor(mined) switch
    {
        BatchSamplerKind.RandomTriplets => $"Loss {Name}",
        BatchSamplerKind.BalancedImages => "Online mining",
        _ => null,
    };

    private BatchSamplerKind SamplerFor(bool mined) => mined && TakesMining ? BatchSamplerKind.BalancedImages : Sampler;

    private static ChanceInputs Inputs(LossSettings settings) => new(
        settings.Margin ?? double.NaN, settings.Scale ?? double.NaN, double.NaN, double.NaN, double.NaN, settings.BatchSize,
        settings.ImagesPerPerson ?? double.NaN, double.PositiveInfinity);

    private static double? Known(double floor) => double.IsNaN(floor) ? null : floor;
}
