using System.Globalization;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Evaluation;

namespace SiameseSweep.Training.Runs;

/// <summary>Why a run is hopeless.</summary>
/// <param name="Alarm">The event to record.</param>
/// <param name="Reason">A sentence.</param>
internal sealed record HopelessFinding(HopelessAlarm Alarm, string Reason);

/// <summary>Judges after every epoch whether a run collapsed or stays at chance.</summary>
/// <param name="configuration">The trial's parameters.</param>
/// <param name="people">Number of training people.</param>
/// <param name="images">Number of training images.</param>
internal sealed class HopelessWatch(RunConfiguration configuration, int people, int images)
{
    private readonly DissimilarityKind _dissimilarity = LossCatalog.Of(configuration.Loss).Dissimilarity;
    private readonly double _chanceFloor = configuration.ChanceFloor(people, images)!.Value;

    /// <summary>The epochs that the rule looks at, with the one that just ended.</summary>
    public EpochHealth[] Extend(EpochHealth[] earlier, int epoch, double trainLoss, double validationAuc, EmbeddingHealth embeddings) =>
        [
            .. earlier.TakeLast(HopelessRule.ChanceEpochs - 1),
            new EpochHealth(epoch, trainLoss, validationAuc, embeddings.IsCollapsed(_dissimilarity, configuration.Margin)),
        ];

    /// <summary>Finding of the rule; null if the run is not hopeless.</summary>
    public HopelessFinding? Judge(EpochHealth[] health, EmbeddingHealth embeddings)
    {
        EpochHealth now = health[^1];
        HopelessKind kind = HopelessRule.Judge(health, _chanceFloor);
        if (kind == HopelessKind.None)
        {
            return null;
        }

        bool collapsed = kind == HopelessKind.Collapsed;
        HopelessAlarm alarm = (collapsed ? (HopelessAlarm)new Collapsed() : new AtChance()) with
        {
            Epoch = now.Epoch, TrainLoss = Number(now.TrainLoss), ChanceFloor = _chanceFloor, Spread = Number(embeddings.Spread),
            EffectiveRank = Number(embeddings.EffectiveRank), ValidationAuc = Number(now.ValidationAuc),
        };
        return new HopelessFinding(
            alarm,
            collapsed
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"The embeddings collapsed: spread {embeddings.Spread:g3}, effective rank {embeddings.EffectiveRank:f2} at epoch "
                        + $"{now.Epoch}."
                )
                : FormattableString.Invariant(
                    $"The loss stays at chance level: {now.TrainLoss:g4} against {_chanceFloor:g4} at epoch {now.Epoch}."));
    }

    private static double? Number(double value) => double.IsFinite(value) ? value : null; // JSON has no NaN
}
