using Microsoft.Playwright;
using SiameseSweep.Dashboard.Tests.Browser;
using SiameseSweep.Silo.Tests.Programs;

namespace SiameseSweep.Silo.Tests.Browser;

/// <summary>Commands, a lost connection and the log-in, against a real head.</summary>
public sealed class TrainedHeadTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task A_sweep_is_stopped_resumed_and_paused_and_a_page_comes_back_where_it_was_after_its_head_was_killed()
    {
        await using TrainedHead head = await TrainedHead.Start(browser.Browser, worker: true);
        IPage page = head.Page;
        string sweep = await head.Submit(TinySweep.Yaml(epochs: 5_000, margins: "1.0"));
        await Waiting.Until(() => RecordFile.Steps(head.Home, 0) > 4, "its first steps");

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Assertions.Expect(page.Locator("main .facts .state").First).ToContainTextAsync("paused");
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Assertions.Expect(page.Locator("main .facts .state").First).ToContainTextAsync("running");
        int steps = RecordFile.Steps(head.Home, 0);
        await Waiting.Until(() => RecordFile.Steps(head.Home, 0) > steps, "steps after it was resumed");

        // Looking at something particular, when the head is killed.
        await head.Visit.Go($"{head.Address}/sweeps/{sweep}?state=running&sort=epoch");
        await page.SetViewportSizeAsync(1280, 500);
        await page.EvaluateAsync("window.scrollTo(0, 400)");
        await head.Kill();
        await Assertions.Expect(page.GetByText("The connection to the head is lost.")).ToBeVisibleAsync();
        await head.Restart();
        await Assertions.Expect(page.GetByText("The connection to the head is lost.")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("[aria-label=Runs] th[aria-sort=ascending]")).ToHaveTextAsync("epoch ▲");
        await page.WaitForFunctionAsync("() => window.scrollY === 400");
        Assert.EndsWith($"/sweeps/{sweep}?state=running&sort=epoch", page.Url, StringComparison.Ordinal);

        await page.EvaluateAsync("window.scrollTo(0, 0)");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Assertions.Expect(page.Locator("main .facts .state").First).ToContainTextAsync("stopped");
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
}
