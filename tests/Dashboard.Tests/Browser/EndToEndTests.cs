using Microsoft.Playwright;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.TestKit;

namespace SiameseSweep.Dashboard.Tests.Browser;

/// <summary>The dashboard over a real record in a real browser.</summary>
public sealed class EndToEndTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private static readonly RunId Running = new(SampleRecord.SweepId(1), 4, 1, 0);

    // Half a second at rest; ten times that, so that a machine whose cores are busy passes too.
    private const float Soon = 5_000;

    [Fact]
    public async Task A_loss_that_is_committed_appears_in_an_open_page_soon()
    {
        await using Session session = await Session.Start(browser.Browser);
        await session.Visit.Go(session.Host.Address + DashboardUrls.Run(Running));
        string before = await session.Visit.Page.Locator("main .facts").First.InnerTextAsync();
        Assert.Contains("step 40", before, StringComparison.Ordinal);
        ReportAck ack = await session.Record.Writer.Apply(
            new ReportBatch(Running, 1, $"token-{Running}", 1_000, [new LossReport(41, [0.5f, 0.4f, 0.3f])]));
        Assert.True(ack.Accepted);
        await Assertions.Expect(session.Visit.Page.Locator("main .facts").First).ToContainTextAsync("step 43", new() { Timeout = Soon });
        await session.Visit.Page.WaitForFunctionAsync(
            "() => { const line = document.querySelector('.canvas').data[0]; return line.x[line.x.length - 1] === 43; }",
            null,
            new() { Timeout = Soon });
        session.Visit.AssertClean();
    }

    [Fact]
    public async Task The_best_checkpoint_of_a_run_can_be_downloaded()
    {
        await using Session session = await Session.Start(browser.Browser);
        RunId run = Running with { Trial = 0 };
        await session.Visit.Go(session.Host.Address + DashboardUrls.Run(run));
        IDownload download = await session.Visit.Page.RunAndWaitForDownloadAsync(() =>
            session.Visit.Page.GetByText("Download best").ClickAsync());
        Assert.Equal($"{run}.safetensors", download.SuggestedFilename);
        session.Visit.AssertClean();
    }

    [Fact]
    public async Task A_large_chart_waits_for_the_hand_to_rest()
    {
        await using Session session = await Session.Start(browser.Browser);
        await session.Visit.Go(session.Host.Address);

        // A hand that moves ten times, every 50 ms; how long after its last move may a large chart be drawn?
        double after = await session.Visit.Page.EvaluateAsync<double>("""
            import('/_content/SiameseSweep.Dashboard/idle.js').then(script => {
              let moves = 0, last = 0;
              const hand = setInterval(() => {
                last = performance.now();
                window.dispatchEvent(new PointerEvent('pointermove'));
                if (++moves === 10) { clearInterval(hand); }
              }, 50);
              return script.idle().then(() => moves === 10 ? performance.now() - last : -1);
            })
            """);
        Assert.InRange(after, 190, Soon);
        session.Visit.AssertClean();
    }

    [Fact]
    public async Task From_the_list_to_a_sweep_to_a_run_and_back_again()
    {
        await using Session session = await Session.Start(browser.Browser);
        IPage page = session.Visit.Page;
        await session.Visit.Go(session.Host.Address);
        await page.Locator($"a[href='/sweeps/{SampleRecord.SweepId(1)}']").ClickAsync();
        await page.GetByLabel("Filter").FillAsync("pruned");
        await Assertions.Expect(page.GetByText("1 of 12 runs")).ToBeVisibleAsync();
        await page.Locator("[aria-label=Runs] tbody a").First.ClickAsync();
        await Assertions.Expect(page.Locator("main h1")).ToHaveTextAsync("Run 1.1.0");
        await page.GoBackAsync();
        await Assertions.Expect(page.GetByText("1 of 12 runs")).ToBeVisibleAsync();
        session.Visit.AssertClean();
    }

    [Fact]
    public async Task A_line_of_a_chart_is_hidden_by_the_keyboard_and_a_chart_gives_its_numbers_and_its_picture()
    {
        await using Session session = await Session.Start(browser.Browser);
        IPage page = session.Visit.Page;
        await session.Visit.Go(session.Host.Address + DashboardUrls.Compare([Running, Running with { Trial = 0 }]));
        ILocator line = page.GetByRole(AriaRole.Group, new() { Name = "Lines of Loss curves" }).GetByRole(AriaRole.Button).First;
        await line.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(line).ToHaveAttributeAsync("aria-pressed", "false");
        await page.WaitForFunctionAsync("() => document.querySelector('.canvas').data[0].visible === false");
        await page.WaitForURLAsync(address => address.Contains("hide=loss-curves", StringComparison.Ordinal));
        await session.Visit.Go(page.Url);
        await Assertions.Expect(line).ToHaveAttributeAsync("aria-pressed", "false");
        await page.WaitForFunctionAsync(
            "() => document.querySelector('.canvas').data[0].visible === false && document.querySelector('.canvas').data[1].visible !== "
                + "false"
        );
        IDownload numbers = await page.RunAndWaitForDownloadAsync(() => page.GetByLabel("Loss curves as a CSV file").ClickAsync());
        string[] rows = await File.ReadAllLinesAsync(await numbers.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal("\"series\",\"step\",\"loss (moving average)\",\"text\"", rows[0]);
        Assert.True(rows.Length > 80, $"{rows.Length} rows for two runs of 80 and 40 steps.");
        IDownload picture = await page.RunAndWaitForDownloadAsync(() => page.GetByLabel("Loss curves as a PNG picture").ClickAsync());
        byte[] png = await File.ReadAllBytesAsync(await picture.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], png[..4]);
        session.Visit.AssertClean();
    }

    [Fact]
    public async Task Files_and_hovering_tell_the_values_of_points_and_not_their_places_on_the_axes()
    {
        await using Session session = await Session.Start(browser.Browser);
        IPage page = session.Visit.Page;
        await session.Visit.Go(
            $"{session.Host.Address}{DashboardUrls.Sweep(Running.SweepId)}?tab=parameters&x=loss&y=validation.eer&color=");
        string[][] scatter = await Numbers(page, "Scatter");
        Assert.All(scatter, row => Assert.Contains(row[1], new[] { "\"contrastive\"", "\"triplet\"", "\"softmax\"", "\"cosine\"" }));
        string hover = await page.EvaluateAsync<string>("""
            () => {
              const chart = document.querySelector('figure[aria-label^=Scatter] .canvas');
              Plotly.Fx.hover(chart, [{ curveNumber: 0, pointNumber: 0 }]);
              return chart.querySelector('.hovertext').textContent;
            }
            """);
        Assert.Matches("(contrastive|triplet|softmax|cosine), 0\\.", hover);
        await session.Visit.Go(session.Host.Address + DashboardUrls.Run(Running with { Trial = 0 }));
        Assert.All(
            await Numbers(page, "DET"),
            row =>
                Assert.All(row[1..3], share => Assert.InRange(double.Parse(share, System.Globalization.CultureInfo.InvariantCulture), 0, 1))
        );
        session.Visit.AssertClean();
    }

    // A chart's file: its rows' columns, without the heading.
    private static async Task<string[][]> Numbers(IPage page, string chart)
    {
        IDownload file = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByLabel($"{chart} as a CSV file", new() { Exact = true }).ClickAsync());
        string[] rows = await File.ReadAllLinesAsync(await file.PathAsync(), TestContext.Current.CancellationToken);
        return [.. rows.Skip(1).Select(row => row.Split(','))];
    }

    [Fact]
    public async Task A_sweep_file_that_is_being_written_is_still_there_when_another_head_answers()
    {
        await using Session session = await Session.Start(browser.Browser);
        IPage page = session.Visit.Page;
        await session.Visit.Go(session.Host.Address + DashboardUrls.Submit);
        const string Yaml = "method: grid\nparameters:\n  margin: {values: [1, 2, 3]}\n";
        await page.GetByLabel("Sweep file").FillAsync(Yaml);
        await Assertions.Expect(page.GetByText("is valid and ready to start.")).ToBeVisibleAsync();
        await session.Restart();
        await page.WaitForFunctionAsync(
            "() => performance.getEntriesByType('navigation')[0].type === 'reload'",
            null,
            new() { Timeout = BrowserFixture.Patience });
        await Assertions.Expect(page.GetByLabel("Sweep file")).ToHaveValueAsync(Yaml);
        await Assertions.Expect(page.GetByText("is valid and ready to start.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_chart_that_had_nothing_to_draw_for_a_while_leaves_no_drawing_behind()
    {
        await using Session session = await Session.Start(browser.Browser);
        IPage page = session.Visit.Page;
        await session.Visit.Go(session.Host.Address + DashboardUrls.Sweep(Running.SweepId));
        await page.EvaluateAsync("() => { window.before = document.querySelector('figure .canvas'); }");
        await page.GetByLabel("Filter").FillAsync("nothing-fits");
        await Assertions.Expect(page.GetByText("No run that matches the filter has recorded a step.")).ToBeVisibleAsync();
        await page.GetByLabel("Filter").FillAsync("");
        await page.WaitForFunctionAsync("() => document.querySelector('figure .canvas')?.dataset.drawn === 'true'");
        Assert.True(await page.EvaluateAsync<bool>("!window.before.isConnected && window.before._fullLayout === undefined"));
        session.Visit.AssertClean();
    }

    [Fact]
    public async Task A_pair_that_is_followed_from_the_table_has_its_chart_in_sight()
    {
        await using Session session = await Session.Start(browser.Browser);
        IPage page = session.Visit.Page;
        await page.SetViewportSizeAsync(1280, 600);
        await session.Visit.Go(session.Host.Address + DashboardUrls.Compare([Running, Running with { Trial = 0 }]));
        ILocator chart = page.GetByLabel("One pair over the epochs");
        await Assertions.Expect(chart).ToHaveCountAsync(0);
        await page.GetByText("testing/").Last.ClickAsync();
        await Assertions.Expect(chart).ToBeFocusedAsync();
        await Assertions.Expect(chart).ToBeInViewportAsync();
        session.Visit.AssertClean();
    }

    [Theory]
    [InlineData("/nowhere/at/all", "Page not found")]
    [InlineData("/sweeps/never-was-0000", "There is no such sweep")]
    [InlineData("/runs/never-was-0000.0.0.0", "There is no such run")]
    [InlineData("/runs/rubbish", "There is no such run")]
    public async Task An_address_that_means_nothing_gets_a_page_and_the_status_404(string address, string heading)
    {
        await using Session session = await Session.Start(browser.Browser);
        IResponse? response = await session.Visit.Page.GotoAsync(session.Host.Address + address);
        Assert.Equal(404, response!.Status);
        await Assertions.Expect(session.Visit.Page.Locator("h1")).ToHaveTextAsync(heading);
        Assert.Equal(200, (await session.Visit.Page.GotoAsync(session.Host.Address + DashboardUrls.Run(Running)))!.Status);
        Assert.Equal(200, (await session.Visit.Page.GotoAsync(session.Host.Address + DashboardUrls.Sweep(Running.SweepId)))!.Status);
    }

    [Fact]
    public async Task A_run_that_collapses_is_marked_in_the_open_page_of_its_sweep_and_on_its_own()
    {
        await using Session session = await Session.Start(browser.Browser);
        IPage page = session.Visit.Page;
        await session.Visit.Go(session.Host.Address + DashboardUrls.Sweep(Running.SweepId));
        await Assertions.Expect(page.Locator(".alarm")).ToHaveCountAsync(0);
        await Collapse(session);
        await Assertions.Expect(page.GetByText("1 of 12 runs collapsed or at chance")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[aria-label=Ranking] .alarm")).ToHaveTextAsync("▼ collapsed");
        await page.Locator("[aria-label=Runs] tr", new() { Has = page.Locator(".alarm") }).GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(page.Locator("main h1")).ToHaveTextAsync("Run 4.1.0");
        await Assertions.Expect(page.GetByText("This run has collapsed")).ToBeVisibleAsync();
        session.Visit.AssertClean();
    }

    private static async Task Collapse(Session session)
    {
        ReportAck ack = await session.Record.Writer.Apply(
            new ReportBatch(
                Running,
                1,
                $"token-{Running}",
                2_000,
                [new EventReport(EventKinds.Collapsed, """{"epoch":4,"spread":0.0001,"effective_rank":1.004,"validation_auc":0.5}""")]));
        Assert.True(ack.Accepted);
    }

    [Theory]
    [InlineData(false, 1280)]
    [InlineData(true, 1280)]
    [InlineData(false, 390)]
    public async Task Axe_finds_nothing_serious_on_any_page(bool dark, int width)
    {
        IBrowser chromium = browser.Browser;
        string axe = await AxeCore.Script();
        await using Session session = await Session.Start(chromium, dark, width);
        await Collapse(session);
        foreach (string address in new[]
            {
                DashboardUrls.Sweeps,
                DashboardUrls.Sweep(Running.SweepId),
                DashboardUrls.Sweep(Running.SweepId) + "?tab=parameters",
                DashboardUrls.Sweep(Running.SweepId) + "?tab=decisions",
                DashboardUrls.Run(Running with { Trial = 0 }),
                DashboardUrls.Run(Running),
                DashboardUrls.Compare([Running, Running with { Trial = 0 }]),
                DashboardUrls.VerifyHome,
                DashboardUrls.Cluster,
                DashboardUrls.Submit,
            })
        {
            await session.Visit.Go(session.Host.Address + address);
            await session.Visit.Page.EvaluateAsync(axe);
            string[] serious = await session.Visit.Page.EvaluateAsync<string[]>(
                "async () => (await axe.run(document)).violations.filter(v => v.impact === 'serious' || v.impact === 'critical').map(v => "
                    + "`${v.id}: ${v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary).slice(0, 3).join(' | ')}`)"
            );
            Assert.True(serious.Length == 0, $"{address}: {string.Join(Environment.NewLine, serious)}");
        }
    }
}
