using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Live;
using SiameseSweep.Dashboard.Tests.Fakes;

namespace SiameseSweep.Dashboard.Tests.Live;

public sealed class RankingCacheTests
{
    private const string Id = "synthetic-margins-7f3a";
    private readonly FakeRecord _record = SampleFakes.Record();

    [Fact]
    public void A_ranking_is_computed_once_until_a_commit_that_matters()
    {
        using RankingCache cache = new(_record, _record);
        object first = cache.Of(Id);
        _record.Commit(new RecordChange(Id, null, ChangeKinds.Losses), new RecordChange("other", null, ChangeKinds.Evaluations));
        Assert.Same(first, cache.Of(Id));
        _record.Commit(new RecordChange(Id, null, ChangeKinds.Evaluations));
        Assert.NotSame(first, cache.Of(Id));
    }

    [Fact]
    public void A_failure_is_not_kept()
    {
        using RankingCache cache = new(_record, _record);
        _record.Failure = new IOException("disk I/O error");
        Assert.Throws<IOException>(() => cache.Of(Id));
        _record.Failure = null;
        Assert.NotEmpty(cache.Of(Id).Trials);
    }
}
