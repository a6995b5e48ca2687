using SiameseSweep.Core;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Mining;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Losses;

/// <summary>Every loss there is. A new one is a file and a line here; the contract tests take their cases from it.</summary>
public static class LossRegistry
{
    private static readonly Dictionary<LossKind, Func<LossRequest, SiameseLoss>> Makers = new()
    {
        [LossKind.Contrastive] = r => new ContrastiveLoss(r.Margin, r.Configuration.Mining),
        [LossKind.Triplet] = r => new TripletLoss(
            r.Margin, r.Configuration.Mining, BalancedBatchSampler.MostImagesPerPerson(r.Configuration.BatchSize, r.TrainingPeople)),
        [LossKind.Softmax] = r => new SoftmaxLoss(r.Configuration.EmbeddingSize, r.TrainingPeople, r.Device, r.Key),
        [LossKind.Cosine] = r => new CosineLoss(r.Margin, r.Configuration.Mining),
    };

    /// <summary>The losses that <see cref="Create"/> makes.</summary>
    public static IReadOnlyCollection<LossKind> Kinds => Makers.Keys;

    /// <summary>Makes the loss of a run.</summary>
    /// <param name="configuration">Loss, margin, mining, embedding size and batch size count.</param>
    /// <param name="trainingPeople">Number of people that train: the classes of softmax.</param>
    /// <param name="device">Where its parameters lie.</param>
    /// <param name="key">The run's key, for its parameters' first values.</param>
    /// <exception cref="UserErrorException">The margin is outside its domain, or too few people train.</exception>
    public static SiameseLoss Create(RunConfiguration configuration, int trainingPeople, Device device, ulong key)
    {
        if (!Makers.TryGetValue(configuration.Loss, out Func<LossRequest, SiameseLoss>? make))
        {
            throw new UserErrorException($"There is no loss {Name(configuration.Loss)}. Choose one of {string.Join(", ", Kinds.Select(Name))}.");
        }

        if (trainingPeople < 2)
        {
            throw new UserErrorException($"Only {trainingPeople} person trains, so there is nobody to tell apart. Lower validation_identities or add people.");
        }

        return make(new LossRequest(configuration, CheckedMargin(configuration), trainingPeople, device, key));
    }

    private static double CheckedMargin(RunConfiguration configuration)
    {
        if (configuration.Loss == LossKind.Softmax)
        {
            return double.NaN; // it has none
        }

        double margin = configuration.Margin ?? double.NaN;
        double limit = configuration.Loss == LossKind.Cosine ? 1 : double.PositiveInfinity;
        if (margin > 0 && margin < limit)
        {
            return margin;
        }

        string value = configuration.Margin is null ? "no margin" : FormattableString.Invariant($"margin {margin}");
        throw new UserErrorException(
            $"Loss {Name(configuration.Loss)} cannot work with {value}. Give it a margin above 0{(limit == 1 ? " and below 1" : "")}.");
    }

    private static string Name(LossKind kind) => kind.ToString().ToLowerInvariant();
}
