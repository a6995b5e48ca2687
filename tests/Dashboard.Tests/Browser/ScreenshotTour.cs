using Microsoft.Playwright;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.Dashboard.Tests.Fakes;
using SiameseSweep.TestKit;

namespace SiameseSweep.Dashboard.Tests.Browser;

/// <summary>Pictures of every page, light, dark and narrow, under artifacts/screenshots for people to look at.</summary>
public sealed class ScreenshotTour(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private static readonly RunId Run = new("synthetic-margins-7f3a", 0, 0, 0);

    private const string Yaml =
        "name: margins\nmethod: random\nrun_cap: 20\nparameters:\n  loss: {values: [contrastive, triplet]}\n"
        + "  margin: {min: 3, max: 1}\n  learning_rate: {distribution: log_uniform_values, min: 1e-5, max: 1e-2}\n"
        + "siamese: {epochs: 20, replicates: 3}\n";

    [Fact]
    public async Task Every_page_is_pictured_light_dark_and_narrow_without_an_error_or_a_request_that_leaves_the_machine()
    {
        IBrowser chromium = browser.Browser;
        using TemporaryDirectory home = new();
        FakeRecord record = SampleFakes.Record(trials: 6);
        SampleFakes.AddSweep(record, "orl-losses-51c2", "orl-losses", 3, 1, SweepState.Paused);
        SampleFakes.Alarm(record, Run with { Trial = 4 }, RunAlarm.Collapsed);
        SampleFakes.Alarm(record, Run with { Trial = 3, Replicate = 1 }, RunAlarm.AtChance);
        await using DashboardHost host = await DashboardHost.Start(
            record,
            record,
            new FakeCommands(),
            Cluster(),
            new HomeDirectory(home.Path));
        string folder = Path.Combine(Repository.Root, "artifacts", "screenshots");
        Directory.CreateDirectory(folder);
        foreach ((string look, bool dark, int width) in new[] { ("light", false, 1280), ("dark", true, 1280), ("narrow", false, 390) })
        {
            await using Visit visit = await Visit.Open(chromium, dark, width);
            foreach ((string name, string address) in Pages())
            {
                await visit.Go(host.Address + address);
                if (name == "sweeps")
                {
                    await Assertions.Expect(visit.Page.Locator(".sweeps .best")).ToHaveCountAsync(2);
                }

                if (name == "submit")
                {
                    await visit.Page.Locator("textarea")
                        .FillAsync(dark ? Yaml : Yaml.Replace("{min: 3, max: 1}", "{values: [1, 2]}", StringComparison.Ordinal));
                    await Assertions.Expect(visit.Page.Locator(".plan, .finding").First).ToBeVisibleAsync();
                }

                await visit.Page.ScreenshotAsync(
                    new PageScreenshotOptions
                    {
                        Path = Path.Combine(folder, $"{name}-{look}.png"),
                        FullPage = true,
                        Animations = ScreenshotAnimations.Disabled,
                    });
                int wide = await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
                Assert.True(wide <= width, $"{name} is {wide} pixels wide in a window of {width}: something sticks out.");
            }

            visit.AssertClean();
        }
    }

    private static FakeCluster Cluster()
    {
        FakeCluster cluster = new();
        cluster.Known.Add(new SiloView("head-1", "head", true, TimeProvider.System.GetUtcNow(), []));
        cluster.Known.Add(
            new SiloView(
                "worker-1",
                "worker",
                true,
                TimeProvider.System.GetUtcNow(),
                [new DeviceStatus("cpu", "2 cores", 1, [Run with { Trial = 1 }])]));
        return cluster;
    }

    private static IEnumerable<(string Name, string Address)> Pages() =>
        [
            ("sweeps", DashboardUrls.Sweeps),
            ("sweep", DashboardUrls.Sweep(Run.SweepId)),
            ("parameters", DashboardUrls.Sweep(Run.SweepId) + "?tab=parameters"),
            ("run", DashboardUrls.Run(Run)),
            ("collapsed", DashboardUrls.Run(Run with { Trial = 4 })),
            (
                "compare",
                DashboardUrls.Compare([Run, Run with { Trial = 3, Replicate = 1 }, Run with { Trial = 4 }])
                    + "&pair=testing%2Fp1%2F1.pgm%7Ctesting%2Fp2%2F5.pgm"),
            ("verify", DashboardUrls.Verify(Run)),
            ("cluster", DashboardUrls.Cluster),
            ("submit", DashboardUrls.Submit),
        ];
}
