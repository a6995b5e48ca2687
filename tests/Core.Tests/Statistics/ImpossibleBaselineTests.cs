using SiameseSweep.Core.Events;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Statistics;

namespace SiameseSweep.Core.Tests.Statistics;

public sealed class ImpossibleBaselineTests
{
    [Fact]
    public void A_baseline_that_the_training_people_do_not_allow_is_warned_of_once()
    {
        RankingInput input = new(new MetricSpec(), [], [], (_, _) => new Dictionary<string, double>(), (_, _) => null)
        {
            Impossible = [new BaselineImpossible("fisherfaces", "No training person has two images.")],
        };

        Assert.Equal(
            ["The baseline fisherfaces cannot be made of all runs' training people: No training person has two images."],
            Ranker.Rank(input).Warnings);
    }
}
