using Microsoft.Playwright;

namespace SiameseSweep.Dashboard.Tests.Browser;

/// <summary>One browser window on a dashboard; remembers what went wrong in it and what left the machine.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    private Visit(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                Errors.Add(message.Text);
            }
        };
        page.PageError += (_, error) => Errors.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("http://127.0.0.1:", StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal)
                && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
            {
                Foreign.Add(request.Url);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Errors of the browser's console and of scripts.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Requests to anywhere but the head.</summary>
    public List<string> Foreign { get; } = [];

    public static async Task<Visit> Open(IBrowser browser, bool dark = false, int width = 1280, int height = 900, bool finger = false)
    {
        IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ReducedMotion = ReducedMotion.Reduce,
            HasTouch = finger,
            IsMobile = finger,
        });
        context.SetDefaultTimeout(BrowserFixture.Patience);
        return new Visit(context, await context.NewPageAsync());
    }

    /// <summary>
    /// Goes to an address and waits until its content, and every chart on it, is there (as on paper: also those out of sight).
    /// </summary>
    public async Task Go(string address)
    {
        await Page.GotoAsync(address);
        await Assertions.Expect(Page.Locator("main h1").First).ToBeVisibleAsync();
        await Page.WaitForFunctionAsync(
            "() => { window.dispatchEvent(new Event('beforeprint')); return [...document.querySelectorAll('.canvas')].every(c => "
                + "c.dataset.drawn === 'true'); }"
        );
    }

    /// <summary>No error in the browser, no request to anywhere else.</summary>
    public void AssertClean()
    {
        Assert.Empty(Foreign);
        Assert.Empty(Errors);
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
