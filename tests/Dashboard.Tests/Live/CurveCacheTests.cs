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
    public void The_curve_of_a_run_that_has_ended_stays_however_often_another_run_commits()
    {
        using CurveCache cache = new(_record, _record);
        RunId running = Run with { Trial = 1 };
        _record.LossRows[running] = Enumerable.Range(1, 1_000).Select(step => new LossPoint(step, 1)).ToList();
        object ended = cache.Of([Run], 60)[0];
        for (int commit = 0; commit < 6_100; commit++) // 6.1 million points read, of which a thousand are kept at a time
        {
            cache.Of([running], 1_000);
            _record.Commit(new RecordChange(Run.SweepId, running, ChangeKinds.Losses));
        }

        Assert.Same(ended, cache.Of([Run], 60)[0]);
    }

    [Fact]
    public void Curves_beyond_the_limit_make_room_for_those_that_are_asked_for()
    {
        using CurveCache cache = new(_record, _record);
        RunId[] many = [.. Enumerable.Range(10, 6_100).Select(trial => Run with { Trial = trial })];
        List<LossPoint> losses = Enumerable.Range(1, 1_000).Select(step => new LossPoint(step, 1)).ToList();
        foreach (RunId run in many)
        {
            _record.LossRows[run] = losses;
        }

        object old = cache.Of([Run], 60)[0];
        object shown = cache.Of(many, 1_000)[^1];
        Assert.Same(shown, cache.Of([many[^1]], 1_000)[0]);
        Assert.NotSame(old, cache.Of([Run], 60)[0]);
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
