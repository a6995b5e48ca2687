namespace SiameseSweep.Training.Evaluation;

/// <summary>Why a run is hopeless.</summary>
public enum HopelessKind
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>Its embeddings are one point or one line.</summary>
    Collapsed,

    /// <summary>It knows no more than that all distances, or classes, are alike.</summary>
    AtChance,
}

/// <summary>
/// When a run is called hopeless. Collapsed: the embeddings of three epochs in a row were. At chance: over five epochs the mean
/// training loss is at least 97 % of its chance level, and the mean validation AUC, where there is one, below 0.6. The loss alone
/// does not suffice where the AUC is known: the seed's published curve never falls below its floor, and yet its pairs separate. A
/// window of epochs, since one epoch's mean of a few hundred pairs wavers by some percent.
/// </summary>
public static class HopelessRule
{
    /// <summary>Epochs in a row that must have collapsed.</summary>
    public const int CollapsedEpochs = 3;

    /// <summary>Epochs over which loss and AUC are averaged.</summary>
    public const int ChanceEpochs = 5;

    /// <summary>Share of the chance level that counts as being on it.</summary>
    public const double FloorShare = 0.97;

    /// <summary>Validation AUC from which a run knows something.</summary>
    public const double KnowingAuc = 0.6;

    /// <summary>Judges a run by its epochs so far.</summary>
    /// <param name="epochs">In order; only the last <see cref="ChanceEpochs"/> are looked at, so a resumed run needs no more of
    /// them.</param>
    /// <param name="chanceFloor">Of the training loss.</param>
    public static HopelessKind Judge(IReadOnlyList<EpochHealth> epochs, double chanceFloor)
    {
        if (epochs.Count >= CollapsedEpochs && epochs.TakeLast(CollapsedEpochs).All(e => e.Collapsed))
        {
            return HopelessKind.Collapsed;
        }

        if (epochs.Count < ChanceEpochs)
        {
            return HopelessKind.None;
        }

        double loss = epochs.TakeLast(ChanceEpochs).Average(e => e.TrainLoss);
        double auc = epochs.TakeLast(ChanceEpochs).Average(e => e.ValidationAuc);
        return loss >= FloorShare * chanceFloor && !(auc >= KnowingAuc) ? HopelessKind.AtChance : HopelessKind.None;
    }
}
