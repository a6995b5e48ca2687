using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Silo.Documents;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Progress;

/// <summary>The terminal and the API tell of random records what the ranking tells.</summary>
public sealed class AgreementTests
{
    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(200, 30).Select(seed => (ulong)seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Documents_of_sweeps_and_runs_have_the_rankings_order_values_best_epochs_and_alarms(ulong seed)
    {
        using TemporaryDirectory home = new();
        await using RecordStore store = RecordStore.Open(new HomeDirectory(home.Path), TimeProvider.System);
        await RandomRecord.Write(store.Writer, seed);
        Ranking ranking = new Rankings(store.Reader).Of(RandomRecord.Sweep);

        RankingDocument document = RankingDocument.From(store.Reader, new Rankings(store.Reader), store.Reader.Sweep(RandomRecord.Sweep)!);

        Assert.Equal(ranking.Trials.Select(t => (t.Rank, t.Trial, t.Value)), document.Trials.Select(t => (t.Rank, t.Trial, t.Value)));
        Assert.Equal(ranking.BestRun?.ToString(), document.BestRun);
        foreach ((RankedTrial trial, RankedTrialDocument shown) in ranking.Trials.Zip(document.Trials))
        {
            Assert.Equal(
                trial.Runs.Select(r => (r.Run.ToString(), r.BestEpoch, r.Value)),
                shown.Runs.Select(r => (r.RunId, r.Epoch, r.Value)));
            Assert.Equal(trial.Runs.Select(r => r.Alarm is null), shown.Runs.Select(r => r.Alarm is null));
            Assert.Equal(
                trial.Runs.Select(r => r.BestEpoch),
                trial.Runs.Select(r => RunDetailDocument.From(store.Reader, store.Reader.Run(r.Run)!).BestEpoch));
        }
    }
}
