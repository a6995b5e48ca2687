using SiameseSweep.Training.Evaluation;

namespace SiameseSweep.Training.Tests.Evaluation;

public sealed class HopelessRuleTests
{
    [Fact]
    public void Three_collapsed_epochs_in_a_row_are_hopeless_and_two_are_not()
    {
        Assert.Equal(HopelessKind.Collapsed, Judge(Epoch(), Epoch(collapsed: true), Epoch(collapsed: true), Epoch(collapsed: true)));
        Assert.Equal(HopelessKind.Collapsed, Judge(Epoch(collapsed: true), Epoch(collapsed: true), Epoch(collapsed: true)));
        Assert.Equal(HopelessKind.None, Judge(Epoch(collapsed: true), Epoch(collapsed: true)));
        Assert.Equal(HopelessKind.None, Judge(Epoch(collapsed: true), Epoch(), Epoch(collapsed: true), Epoch(collapsed: true)));
    }

    [Fact]
    public void Five_epochs_at_the_floor_without_a_telling_auc_are_hopeless()
    {
        Assert.Equal(HopelessKind.AtChance, Judge(Five(loss: 0.99, auc: 0.52)));
        Assert.Equal(HopelessKind.AtChance, Judge(Five(loss: 1.4, auc: double.NaN)));
        Assert.Equal(HopelessKind.None, Judge(Five(loss: 0.99, auc: 0.52)[..4]));
    }

    [Theory]
    [InlineData(0.9701, 0.5, HopelessKind.AtChance)]
    [InlineData(0.9699, 0.5, HopelessKind.None)] // 97 % of the floor
    [InlineData(1, 0.5999, HopelessKind.AtChance)]
    [InlineData(1, 0.6001, HopelessKind.None)]
    public void The_bounds_are_97_percent_of_the_floor_and_an_auc_of_0_6(double loss, double auc, HopelessKind expected) =>
        Assert.Equal(expected, Judge(Five(loss, auc)));

    [Theory]
    [InlineData(3.881, HopelessKind.AtChance)]
    [InlineData(3.879, HopelessKind.None)]
    public void The_bound_is_a_share_of_the_floor_whatever_the_floor_is(double loss, HopelessKind expected) => // 97 % of 4
        Assert.Equal(expected, HopelessRule.Judge(Five(loss, 0.5), chanceFloor: 4));

    [Fact]
    public void It_is_the_mean_of_five_epochs_that_is_held_against_the_bounds()
    {
        // means 0.98 and 0.54
        Assert.Equal(HopelessKind.AtChance, Judge(Epoch(0.9, 0.7), Epoch(1, 0.5), Epoch(1, 0.5), Epoch(1, 0.5), Epoch(1, 0.5)));
        Assert.Equal(HopelessKind.None, Judge(Epoch(0.8, 0.5), Epoch(1, 0.5), Epoch(1, 0.5), Epoch(1, 0.5), Epoch(1, 0.5))); // 0.96
        Assert.Equal(HopelessKind.None, Judge(Epoch(1, 0.95), Epoch(1, 0.55), Epoch(1, 0.55), Epoch(1, 0.55), Epoch(1, 0.55))); // 0.63
    }

    [Fact]
    public void A_loss_below_the_floor_is_hope() => Assert.Equal(HopelessKind.None, Judge(Five(loss: 0.9, auc: 0.5)));

    [Fact]
    public void Pairs_that_separate_are_hope_whatever_the_loss() => Assert.Equal(HopelessKind.None, Judge(Five(loss: 1.1, auc: 0.9)));

    [Fact]
    public void Only_the_last_five_epochs_count()
    {
        EpochHealth[] epochs = [Epoch(loss: 50), .. Five(loss: 0.5, auc: 0.5)];
        Assert.Equal(HopelessKind.None, Judge(epochs));
    }

    private static EpochHealth Epoch(double loss = 0.5, double auc = 0.9, bool collapsed = false) => new(1, loss, auc, collapsed);

    private static EpochHealth[] Five(double loss, double auc) => [.. Enumerable.Repeat(Epoch(loss, auc), 5)];

    private static HopelessKind Judge(params EpochHealth[] epochs) => HopelessRule.Judge(epochs, chanceFloor: 1);
}
