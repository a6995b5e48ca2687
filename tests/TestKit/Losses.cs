using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Mining;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.TestKit;

/// <summary>Configurations of a loss.</summary>
public static class Losses
{
    /// <summary>The configuration with a loss and the defaults that belong to it.</summary>
    public static RunConfiguration WithLoss(this RunConfiguration configuration, LossKind kind, MiningKind mining = MiningKind.Random)
    {
        LossDefinition loss = LossCatalog.Of(kind);
        return configuration with
        {
            Loss = kind,
            Margin = loss.DefaultMargin,
            Scale = loss.DefaultScale,
            ImagesPerPerson = loss.DefaultImagesPerPerson,
            Mining = loss.TakesMining ? mining : MiningKind.Random,
        };
    }
}
