using SiameseSweep.Core;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Mining;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Losses;

/// <summary>Makes the tensor class of every loss of <see cref="LossCatalog"/>. The contract tests take their cases from it.</summary>
public static class LossRegistry
{
    private static readonly Dictionary<LossKind, Func<LossRequest, SiameseLoss>> Makers = new()
    {
        [LossKind.Contrastive] = r => new ContrastiveLoss(r.Margin, r.Configuration.Mining),
        [LossKind.Triplet] = r => new TripletLoss(
            r.Margin, r.Configuration.Mining, BalancedBatchSampler.MostImagesPerPerson(r.Configuration.BatchSize, r.TrainingPeople)),
        [LossKind.Softmax] = r => new SoftmaxLoss(
            r.Configuration.EmbeddingSize, r.TrainingPeople, r.Device, r.Key, labelSmoothing: r.Configuration.LabelSmoothing),
        [LossKind.Cosine] = r => new CosineLoss(r.Margin, r.Configuration.Mining),
        [LossKind.Cosface] = r => new CosfaceLoss(
            r.Margin, r.Scale, r.Configuration.EmbeddingSize, r.TrainingPeople, r.Device, r.Key),
        [LossKind.Arcface] = r => new ArcfaceLoss(
            r.Margin, r.Scale, r.Configuration.EmbeddingSize, r.TrainingPeople, r.Device, r.Key),
        [LossKind.Supcon] = r => new SupconLoss(r.Scale),
    };

    /// <summary>The losses that <see cref="Create"/> makes.</summary>
    public static IReadOnlyCollection<LossKind> Kinds => Makers.Keys;

    /// <summary>Makes the loss of a run.</summary>
    /// <param name="configuration">Loss and its parameters, mining, embedding size and batch size count.</param>
    /// <param name="trainingPeople">Number of people that train: the classes.</param>
    /// <param name="device">Where its parameters lie.</param>
    /// <param name="key">The run's key, for its parameters' first values.</param>
    /// <exception cref="UserErrorException">The margin or the scale is outside its domain, or too few people train.</exception>
    public static SiameseLoss Create(RunConfiguration configuration, int trainingPeople, Device device, ulong key)
    {
        if (!Makers.TryGetValue(configuration.Loss, out Func<LossRequest, SiameseLoss>? make))
        {
            throw new UserErrorException(
                $"There is no loss {configuration.Loss}. Choose one of {string.Join(", ", LossCatalog.All.Select(l => l.Name))}.");
        }

        PeopleIndex.RequireTwoPeople(trainingPeople);
        return make(new LossRequest(configuration, CheckedMargin(configuration), CheckedScale(configuration), trainingPeople, device, key));
    }

    private static double CheckedMargin(RunConfiguration configuration)
    {
        LossDefinition loss = LossCatalog.Of(configuration.Loss);
        double margin = configuration.Margin ?? double.NaN;
        if (!loss.HasMargin || loss.AllowsMargin(margin))
        {
            return margin;
        }

        string value = configuration.Margin is null ? "no margin" : FormattableString.Invariant($"margin {margin}");
        string limit = loss.MarginLimit is { } below ? $" and below {below}" : "";
        throw new UserErrorException($"Loss {loss.Name} cannot work with {value}. Give it a margin above 0{limit}.");
    }

    private static double CheckedScale(RunConfiguration configuration)
    {
        LossDefinition loss = LossCatalog.Of(configuration.Loss);
        double scale = configuration.Scale ?? double.NaN;
        string value = configuration.Scale is null ? "no scale" : FormattableString.Invariant($"scale {scale}");
        return !loss.HasScale || loss.AllowsScale(scale)
            ? scale
            : throw new UserErrorException($"Loss {loss.Name} cannot work with {value}. Give it a scale above 0.");
    }
}
