using SiameseSweep.Core.Store;
using SiameseSweep.Training.Evaluation;
using SiameseSweep.Training.Losses;

namespace SiameseSweep.Training.Runs;

/// <summary>Why a run is hopeless.</summary>
/// <param name="Kind">From <see cref="EventKinds"/>.</param>
/// <param name="Reason">A sentence.</param>
/// <param name="Numbers">For the event.</param>
internal sealed record HopelessFinding(string Kind, string Reason, object Numbers);

/// <summary>Looks after every epoch whether a run collapsed or stays at chance.</summary>
internal sealed class HopelessWatch(SiameseLoss loss, double? margin)
{
    /// <summary>The epochs that the rule looks at, with the one that just ended.</summary>
    public EpochHealth[] Extend(EpochHealth[] earlier, int epoch, double trainLoss, double validationAuc, EmbeddingHealth embeddings) =>
        [.. earlier.TakeLast(HopelessRule.ChanceEpochs - 1), new EpochHealth(epoch, trainLoss, validationAuc, embeddings.IsCollapsed(loss.Definition.Dissimilarity, margin))];

    /// <summary>What the rule says; null while there is hope.</summary>
    public HopelessFinding? Judge(EpochHealth[] health, EmbeddingHealth embeddings)
    {
        EpochHealth now = health[^1];
        double floor = loss.ChanceFloor(0.5);
        HopelessKind kind = HopelessRule.Judge(health, floor);
        if (kind == HopelessKind.None)
        {
            return null;
        }

        object numbers = new
        {
            epoch = now.Epoch, train_loss = Number(now.TrainLoss), chance_floor = floor, spread = Number(embeddings.Spread),
            effective_rank = Number(embeddings.EffectiveRank), validation_auc = Number(now.ValidationAuc),
        };
        return kind == HopelessKind.Collapsed
            ? new HopelessFinding(
                EventKinds.Collapsed,
                FormattableString.Invariant($"The embeddings collapsed: spread {embeddings.Spread:g3}, effective rank {embeddings.EffectiveRank:f2} at epoch {now.Epoch}."),
                numbers)
            : new HopelessFinding(
                EventKinds.AtChance,
                FormattableString.Invariant($"The loss stays at its chance floor: {now.TrainLoss:g4} against {floor:g4} at epoch {now.Epoch}."),
                numbers);
    }

    private static double? Number(double value) => double.IsFinite(value) ? value : null; // JSON has no NaN
}
