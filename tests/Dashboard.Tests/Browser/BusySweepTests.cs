using System.Globalization;
using Microsoft.Playwright;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.Dashboard.Tests.Fakes;
using SiameseSweep.TestKit;

namespace SiameseSweep.Dashboard.Tests.Browser;

/// <summary>A sweep's page while two hundred of its runs report, as README's figure for it is taken.</summary>
public sealed class BusySweepTests(BrowserFixture browser, ITestOutputHelper output) : IClassFixture<BrowserFixture>
{
    private const int ReportsPerSecond = 20;
    private const int StepsAReport = 5;
    private const int EvaluatedEvery = 10;
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(10);
    private static readonly SampleSize Size = new()
    {
        Sweeps = 1,
        Trials = 1_200,
        Replicates = 2,
        Epochs = 4,
        StepsPerEpoch = 10,
        ScoresEvery = 4,
    };

    [Fact]
    public async Task A_page_of_two_hundred_runs_that_report_all_the_time_does_not_stutter()
    {
        IBrowser chromium = browser.Browser;
        Assert.SkipUnless(
            WholeSuite.IsRequested,
            "Writes a record of 2,400 runs: run ./test --all.");
        using TemporaryDirectory folder = new();
        HomeDirectory home = new(folder.Path);
        await using RecordStore record = RecordStore.Open(home, TimeProvider.System);
        await new SampleRecord(record.Writer, Size).Write();
        string sweep = SampleRecord.SweepId(0);
        List<RunRow> active = [.. record.Reader.Runs(new RunQuery(sweep, RunState.Running))];
        Assert.Equal(200, active.Count);
        await using DashboardHost host = await DashboardHost.Start(
            record.Reader,
            record.Changes,
            new FakeCommands(),
            new FakeCluster(),
            home);
        await using Visit visit = await Visit.Open(chromium);
        await visit.Go(host.Address + DashboardUrls.Sweep(sweep));

        using CancellationTokenSource ending = new();
        Task<int> reporting = Report(record, active, ending.Token);
        string figures = await visit.Page.EvaluateAsync<string>(
            """
            async length => {
              const tasks = [], gaps = [];
              let changes = 0;
              const page = new MutationObserver(list => changes += list.length);
              page.observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true, attributes: true });
              const observer = new PerformanceObserver(list => tasks.push(...list.getEntries().map(e => e.duration)));
              observer.observe({ type: 'longtask' });
              const end = performance.now() + length;
              let last = performance.now();
              await new Promise(done => {
                const frame = now => { gaps.push(now - last); last = now; now < end ? requestAnimationFrame(frame) : done(); };
                requestAnimationFrame(frame);
              });
              observer.disconnect();
              page.disconnect();
              return [tasks.reduce((a, b) => a + b, 0), Math.max(0, ...tasks), Math.max(...gaps), gaps.length, changes].join(' ');
            }
            """,
            Watched.TotalMilliseconds);
        await ending.CancelAsync();
        int reports = await reporting;
        double[] values = [.. figures.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{reports} reports in {Watched.TotalSeconds} s: tasks over 50 ms {values[0]:F0} ms in all, longest {values[1]:F0} ms, "
                    + $"longest time between two frames {values[2]:F0} ms, {values[3]:F0} frames"
            ));
        Assert.True(reports > 0.7 * ReportsPerSecond * Watched.TotalSeconds, $"Only {reports} reports were made.");
        Assert.True(values[4] > 0, "The page did not change: it does not follow the record.");
        Assert.True(values[2] < 1_000, $"The page stood still for {values[2]:F0} ms.");
        visit.AssertClean();
    }

    private static async Task<int> Report(RecordStore record, List<RunRow> active, CancellationToken ending)
    {
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1.0 / ReportsPerSecond));
        int made = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(ending))
            {
                RunRow run = active[made % active.Count];
                int round = made / active.Count,
                    step = run.Step + (round * StepsAReport);
                List<RunReport> reports =
                [
                    new LossReport(step + 1, [.. Enumerable.Range(0, StepsAReport).Select(i => 0.3f + (0.01f * ((made + i) % 7)))]),
                ];
                if (made % EvaluatedEvery == 0)
                {
                    Dictionary<string, double> metrics = new() { ["validation.eer"] = 0.2 + (0.001 * (made % 50)), ["test.eer"] = 0.25 };
                    reports.Add(new EvaluationReport(run.Epoch + 1 + round, step + StepsAReport, metrics, 1, false, null, null));
                }

                ReportAck ack = await record.Writer.Apply(new ReportBatch(run.RunId, 1, $"token-{run.RunId}", 1_000 + round, [.. reports]));
                Assert.True(ack.Accepted, $"{run.RunId} was refused.");
                made++;
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }

        return made;
    }
}
