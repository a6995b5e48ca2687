using System.Security.Cryptography;
using Microsoft.Playwright;
using SiameseSweep.Dashboard.Tests.Browser;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Browser;

/// <summary>From the editor to the checkpoint, against a head whose worker really trains.</summary>
public sealed class TrainedSweepTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Pruning = "early_terminate: {type: hyperband, min_iter: 2, eta: 2, strict: true}\n";

    [Fact]
    public async Task A_user_submits_a_sweep_sees_runs_grow_and_end_early_compares_verifies_and_downloads()
    {
        await using TrainedHead head = await TrainedHead.Start(browser.Browser, worker: true);
        IPage page = head.Page;
        string sweep = await head.Submit(TinySweep.Yaml(epochs: 40, margins: "0.5, 1.0, 1.5, 2.0, 2.5, 3.0", more: Pruning));

        // The curve grows while one looks.
        const string points =
            "document.querySelector('[aria-label^=\"Loss curves\"] .canvas')?.data?.reduce((n, t) => n + t.x.length, 0) ?? 0";
        await page.WaitForFunctionAsync($"() => ({points}) > 2");
        int before = await page.EvaluateAsync<int>(points);
        await page.WaitForFunctionAsync($"() => ({points}) > {before}");

        // Pruned runs say why.
        await Waiting.Until(() => RecordFile.Text(head.Home, "select state from sweeps") == "finished", "the sweep's end");
        Assert.NotEqual(0, RecordFile.Count(head.Home, "select count(*) from runs where state = 'pruned'"));
        await page.SelectOptionAsync("main select", "pruned");
        // rows no longer move under the pointer
        await Assertions.Expect(page.Locator("[aria-label=Runs] tbody tr:has-text('finished')")).ToHaveCountAsync(0);
        await page.Locator("[aria-label=Runs] tbody tr:has-text('pruned') a").First.ClickAsync();
        await Assertions.Expect(page.GetByText("Why it was pruned")).ToBeVisibleAsync();
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

    private static async Task Downloads(TrainedHead head, string sweep)
    {
        await head.Visit.Go($"{head.Address}/sweeps/{sweep}");
        await Picture(head, "trained-sweep", 1_000);
        await head.Page.GetByText("The best trial's typical run").ClickAsync();
        ILocator link = head.Page.GetByText("Download best");
        await link.WaitForAsync();
        await head.Visit.Go(head.Page.Url);
        await Picture(head, "trained-run", 1_250);
        IDownload download = await head.Page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        await using FileStream file = File.OpenRead(await download.PathAsync());
        string hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file));
        await Assertions.Expect(head.Page.Locator("dl.file")).ToContainTextAsync(hash);
    }

    // As people see it who trained something; the README's pictures are these.
    private static async Task Picture(TrainedHead head, string name, int height)
    {
        string folder = Path.Combine(Repository.Root, "artifacts", "screenshots");
        Directory.CreateDirectory(folder);
        await head.Page.SetViewportSizeAsync(1280, height);
        await head.Page.WaitForFunctionAsync("() => [...document.images].every(i => i.complete || i.loading === 'lazy')");
        foreach (ColorScheme scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await head.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await head.Page.WaitForFunctionAsync(
                $"() => document.documentElement.dataset.theme === '{(scheme == ColorScheme.Dark ? "dark" : "light")}'");
            await head.Page.ScreenshotAsync(
                new()
                {
                    Path = Path.Combine(folder, $"{name}-{(scheme == ColorScheme.Dark ? "dark" : "light")}.png"),
                    Animations = ScreenshotAnimations.Disabled,
                });
        }
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
        await head.Page.SetInputFilesAsync(
            ".drop input[type=file] >> nth=1",
            new FilePayload
            {
                Name = "bomb.png",
                MimeType = "image/png",
                Buffer = [.. bomb, 0, 0, 0, 0],
            });
        await Assertions.Expect(head.Page.GetByText("bomb.png")).ToBeVisibleAsync();
        await head.Page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        await Assertions.Expect(head.Page.Locator("main [role=alert]")).ToContainTextAsync("The second image");
    }
}
