using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.TestKit;

namespace SiameseSweep.Dashboard.Tests.Model;

/// <summary>Pages tell of random records what the ranking tells.</summary>
public sealed class AgreementTests
{
    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(100, 30).Select(seed => (ulong)seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task The_run_page_and_the_runs_table_have_the_rankings_best_epochs_and_values_and_each_others_epochs(ulong seed)
    {
        using TemporaryDirectory home = new();
        await using RecordStore store = RecordStore.Open(new HomeDirectory(home.Path), TimeProvider.System);
        await RandomRecord.Write(store.Writer, seed);
        Ranking ranking = new Rankings(store.Reader).Of(RandomRecord.Sweep);
        SweepModel sweep = SweepModel.Read(store.Reader, RandomRecord.Sweep, _ => ranking, DateTimeOffset.UnixEpoch)!;
        Dictionary<RunId, RunResult> results = ranking.Trials.SelectMany(t => t.Runs).ToDictionary(r => r.Run);

        Assert.Equal(results.Count, sweep.Runs.Rows.Count);
        foreach (RunsTableRow row in sweep.Runs.Rows)
        {
            RunPageModel page = RunPageModel.Read(store.Reader, row.Run.RunId)!;
            RunResult result = results[row.Run.RunId];
            Assert.Equal(result.BestEpoch, page.BestEpoch);
            Assert.Equal(result.BestEpoch, (int?)row.Cell("best_epoch").Number);
            Assert.Equal(double.IsFinite(result.Value) ? result.Value : null, row.Cell(sweep.Row.Metric).Number);
            Assert.Equal(result.Best?.Value, page.BestEpoch is null ? null : page.At(page.BestEpoch, sweep.Row.Metric));
            Assert.EndsWith($" / {page.EpochsAsked}", row.Cell("epoch").Text, StringComparison.Ordinal);
        }
    }
}
