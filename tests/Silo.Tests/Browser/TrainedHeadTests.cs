using System.Security.Cryptography;
using Microsoft.Playwright;
using SiameseSweep.Dashboard.Tests.Browser;
using SiameseSweep.Silo.Tests.Programs;

namespace SiameseSweep.Silo.Tests.Browser;

/// <summary>What users do in the dashboard, against a head whose worker really trains.</summary>
public sealed class TrainedHeadTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Pruning = "early_terminate: {type: hyperband, min_iter: 2, eta: 2, strict: true}\n";

    [Fact]
    public async Task A_user_submits_a_sweep_sees_runs_grow_and_end_early_compares_verifies_and_downloads()
    {
        await using TrainedHead head = await TrainedHead.Start(browser.Browser, worker: true);
        IPage page = head.Page;
        string sweep = await head.Submit(TinySweep.Yaml(epochs: 40, margins: "0.5, 1.0, 1.5, 2.0, 2.5, 3.0", more: Pruning));

        // The curve grows while one looks.
        const string points = "document.querySelector('[aria-label^=\"Loss curves\"] .canvas')?.data?.reduce((n, t) => n + t.x.length, 0) ?? 0";
        await page.WaitForFunctionAsync($"({points}) > 2");
        int before = await page.EvaluateAsync<int>(points);
        await page.WaitForFunctionAsync($"({points}) > {before}");

        // Pruned runs say why.
        await Waiting.Until(() => RecordFile.Text(head.Home, "select state from sweeps") == "finished", "the sweep's end");
        Assert.NotEqual(0, RecordFile.Count(head.Home, "select count(*) from runs where state = 'pruned'"));
        await page.SelectOptionAsync("main select", "pruned");
        await page.Locator("[aria-label=Runs] tbody tr:first-child:has-text('pruned') a").ClickAsync();
        await Assertions.Expect(page.GetByText("Why it is pruned")).ToBeVisibleAsync();
        await page.GoBackAsync();
        await page.GetByText("Show all runs").ClickAsync();

        // Two runs side by side; one threshold re-judges both.
        await page.Locator("[aria-label=Runs] tbody input[type=checkbox]").Nth(0).CheckAsync();
        await page.Locator("[aria-label=Runs] tbody input[type=checkbox]").Nth(1).CheckAsync();
        await page.GetByText("Compare 2").ClickAsync();
        ILocator verdicts = page.Locator("[aria-label='Verdicts by run'] tbody");
        await Assertions.Expect(verdicts.Locator("tr")).ToHaveCountAsync(2);
        string judged = await verdicts.InnerTextAsync();
        await page.FocusAsync("input[type=range]");
        await page.Keyboard.PressAsync("Home");
        await Assertions.Expect(verdicts).Not.ToHaveTextAsync(judged, new() { UseInnerText = true });
        await page.WaitForURLAsync("**stretch=0.2**");

        await Downloads(head, sweep);
        await Verifies(head);
        head.Visit.AssertClean();
    }

    [Fact]
    public async Task A_sweep_is_stopped_resumed_and_paused_and_a_page_comes_back_where_it_was_after_its_head_was_killed()
    {
        await using TrainedHead head = await TrainedHead.Start(browser.Browser, worker: true);
        IPage page = head.Page;
        string sweep = await head.Submit(TinySweep.Yaml(epochs: 5_000, margins: "1.0"));
        await Waiting.Until(() => RecordFile.Steps(head.Home, 0) > 4, "its first steps");

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Assertions.Expect(page.Locator("main .facts .state").First).ToContainTextAsync("paused", new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Assertions.Expect(page.Locator("main .facts .state").First).ToContainTextAsync("running", new() { Timeout = 30_000 });
        int steps = RecordFile.Steps(head.Home, 0);
        await Waiting.Until(() => RecordFile.Steps(head.Home, 0) > steps, "steps after it was resumed");

        // Looking at something particular, when the head is killed.
        await head.Visit.Go($"{head.Address}/sweeps/{sweep}?state=running&sort=epoch");
        await page.SetViewportSizeAsync(1280, 500);
        await page.EvaluateAsync("window.scrollTo(0, 400)");
        await head.Kill();
        await Assertions.Expect(page.GetByText("The connection to the head is lost.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await head.Restart();
        await Assertions.Expect(page.GetByText("The connection to the head is lost.")).ToBeHiddenAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator("[aria-label=Runs] th[aria-sort=ascending]")).ToHaveTextAsync("epoch ▲", new() { Timeout = 30_000 });
        await page.WaitForFunctionAsync("window.scrollY === 400");
        Assert.EndsWith($"/sweeps/{sweep}?state=running&sort=epoch", page.Url, StringComparison.Ordinal);

        await page.EvaluateAsync("window.scrollTo(0, 0)");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Assertions.Expect(page.Locator("main .facts .state").First).ToContainTextAsync("stopped", new() { Timeout = 30_000 });
    }

    [Fact]
    public async Task A_head_that_listens_beyond_this_machine_lets_a_browser_in_by_its_token()
    {
        await using TrainedHead head = await TrainedHead.Start(browser.Browser, worker: false, "--listen", "0.0.0.0");
        IPage page = head.Page;
        await page.GotoAsync(head.Address + "/cluster");
        Assert.EndsWith("/login", page.Url, StringComparison.Ordinal);
        await page.GetByLabel("Token").FillAsync("not this one");
        await page.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(page.GetByText("That is not this head's token.")).ToBeVisibleAsync();
        await page.GetByLabel("Token").FillAsync((await File.ReadAllTextAsync(Path.Combine(head.Home, "token"))).Trim());
        await page.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(page.GetByText("No sweeps yet")).ToBeVisibleAsync();
    }

    private static async Task Downloads(TrainedHead head, string sweep)
    {
        await head.Visit.Go($"{head.Address}/sweeps/{sweep}");
        await head.Page.GetByText("The best trial's typical run").ClickAsync();
        ILocator link = head.Page.GetByText("Download best");
        await link.WaitForAsync();
        IDownload download = await head.Page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        await using FileStream file = File.OpenRead(await download.PathAsync());
        string hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file));
        await Assertions.Expect(head.Page.Locator("dl.file")).ToContainTextAsync(hash);
    }

    private static async Task Verifies(TrainedHead head)
    {
        await head.Page.GetByText("Verify faces").ClickAsync();
        ILocator picks = head.Page.Locator(".drop select");
        await Assertions.Expect(picks).ToHaveCountAsync(2);
        await picks.Nth(0).SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await picks.Nth(1).SelectOptionAsync(new SelectOptionValue { Index = 2 });
        await head.Page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        await Assertions.Expect(head.Page.Locator(".verdict")).ToBeVisibleAsync();

        // A small file that claims to unpack to 40 gigapixels is refused before memory is taken for it.
        byte[] bomb = Convert.FromHexString("89504E470D0A1A0A0000000D4948445200030D4000030D400800000000");
        await head.Page.SetInputFilesAsync(".drop input[type=file] >> nth=1", new FilePayload { Name = "bomb.png", MimeType = "image/png", Buffer = [.. bomb, 0, 0, 0, 0] });
        await Assertions.Expect(head.Page.GetByText("bomb.png")).ToBeVisibleAsync();
        await head.Page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        await Assertions.Expect(head.Page.Locator("main [role=alert]")).ToContainTextAsync("The second image");
    }
}
