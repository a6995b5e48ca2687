using Microsoft.Playwright;

namespace SiameseSweep.Dashboard.Tests.Browser;

/// <summary>Debian's chromium, started once for all tests in a browser.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    /// <summary>
    /// Milliseconds to wait for what a page is to show: a second at most on a machine at rest, several on one whose cores are busy.
    /// </summary>
    public const float Patience = 60_000;

    private static readonly string[] Places =
    [
        Environment.GetEnvironmentVariable("BROWSER_PATH") ?? "",
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The browser; the running test is skipped, with the reason, when there is none.</summary>
    public IBrowser Browser
    {
        get
        {
            Assert.SkipWhen(
                _browser is null,
                "There is no chromium on this machine: install Debian's package chromium, or name one with BROWSER_PATH.");
            return _browser!;
        }
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Places.FirstOrDefault(File.Exists) is not string chromium)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = chromium,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--no-first-run",
                ],
            });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
