using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Live;
using SiameseSweep.Dashboard.Tests.Fakes;

namespace SiameseSweep.Dashboard.Tests.Live;

public sealed class CurveCacheTests
{
    private static readonly RunId Run = new("synthetic-margins-7f3a", 0, 0, 0);
    private readonly FakeRecord _record = SampleFakes.Record();

    [Fact]
    public void A_curve_is_read_once_until_its_run_has_other_losses()
    {
        using CurveCache cache = new(_record, _record);
        object first = cache.Of([Run], 60)[0];
        _record.Commit(new RecordChange(Run.SweepId, Run with { Trial = 1 }, ChangeKinds.Losses));
        Assert.Same(first, cache.Of([Run], 60)[0]);
        _record.Commit(new RecordChange(Run.SweepId, Run, ChangeKinds.Losses));
        Assert.NotSame(first, cache.Of([Run], 60)[0]);
    }

    [Fact]
    public void The_curve_of_a_long_run_is_made_from_all_its_losses_and_not_from_the_lowest_and_the_highest()
    {
        using CurveCache cache = new(_record, _record);
        _record.LossRows[Run] = Enumerable.Range(1, 6_000).Select(step => new LossPoint(step, step % 10 == 0 ? 1 : 0)).ToList();
        IReadOnlyList<LossPoint> curve = cache.Of([Run], 60)[0];
        Assert.InRange(curve.Count, 30, 60);
        Assert.Equal(6_000, curve[^1].Step);
        Assert.All(curve, point => Assert.Equal(0.1, point.Loss, 9));
    }

    [Fact]
    public void Losses_that_are_committed_while_a_curve_is_read_are_in_the_next_one()
    {
        using CurveCache cache = new(_record, _record);
        _record.LossRows[Run] = [new LossPoint(1, 0.5)];
        _record.LossesRead = () =>
        {
            _record.LossesRead = null;
            _record.LossRows[Run].Add(new LossPoint(2, 0.4));
            _record.Commit(new RecordChange(Run.SweepId, Run, ChangeKinds.Losses | ChangeKinds.Runs));
        };
        cache.Of([Run], 60);
        Assert.Equal(2, cache.Of([Run], 60)[0].Count);
    }
}
