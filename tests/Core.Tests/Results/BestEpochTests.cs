using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;

namespace SiameseSweep.Core.Tests.Results;

public sealed class BestEpochTests
{
    private static readonly MetricSpec Eer = new();

    [Fact]
    public void Among_epochs_of_equal_value_the_higher_auc_wins_and_then_the_later_epoch_whichever_comes_first()
    {
        EpochResult[] epochs = [new(1, 0.1, 0.9), new(2, 0.1, 0.95), new(3, 0.1, 0.95), new(4, 0.1, double.NaN), new(5, 0.2, 1)];

        Assert.Equal(3, BestEpoch.Of(Eer, epochs)?.Epoch);
        Assert.Equal(3, BestEpoch.Of(Eer, epochs.Reverse())?.Epoch);
        Assert.Equal(2, BestEpoch.Of(Eer, [new(1, 0.1, double.NaN), new(2, 0.1, double.NaN)])?.Epoch);
        Assert.Equal(1, BestEpoch.Of(Eer, [new(1, 0.1, 0), new(2, 0.1, double.NaN)])?.Epoch);
    }

    [Fact]
    public void A_value_that_is_not_finite_is_never_best() =>
        Assert.Null(BestEpoch.Of(Eer, [new(1, double.NaN, 1), new(2, double.NegativeInfinity, 1), new(3, double.PositiveInfinity, 1)]));
}
