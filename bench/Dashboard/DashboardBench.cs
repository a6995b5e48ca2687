using System.Globalization;
using Microsoft.Playwright;
using SiameseSweep.Bench.Generate;
using SiameseSweep.TestKit;

namespace SiameseSweep.Bench.Dashboard;

/// <summary>
/// Waiting times of a user, in Chromium over a head over the record of <c>bench generate</c>: from the address or the click until
/// what was asked for is on the screen. Every figure is the median of five after one that is not counted, each page in a new tab
/// that has come to rest: with a tab Chromium opens pages of its own (chrome://omnibox-popup), which take both cores for a while.
/// The browser has a profile on disk as a user's has, where it keeps scripts as it compiled them; a first visit is printed beside.
/// </summary>
internal static class DashboardBench
{
    private const int Times = 5;
    private const int Browsers = 10;
    private const int Port = 8249;
    private const string Shown = "shown after";
    private static readonly TimeSpan TabRests = TimeSpan.FromSeconds(1.5);
    private static readonly string Sweep = $"/sweeps/{SampleRecord.SweepId(1)}";
    private static readonly string SomeRun = $"/runs/{SampleRecord.SweepId(1)}.0.0.0";
    private static readonly string Compare =
        "/compare?runs=" + string.Join(',', Enumerable.Range(0, 20).Select(i => $"{SampleRecord.SweepId(i % 2)}.{i * 6}.0.0"));
    private static readonly string[] Chromiums =
    [
        Environment.GetEnvironmentVariable("BROWSER_PATH") ?? "",
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ];

    // Every chart in the window: those below it are drawn when one scrolls to them.
    private const string Drawn =
        "(c => c.length > 0 && c.every(e => e.dataset.drawn === 'true'))([...document.querySelectorAll('.canvas')].filter(e => "
        + "e.getBoundingClientRect().top < innerHeight))";

    public static BenchCommand Command { get; } =
        new(
            "dashboard",
            "DIR",
            "Waiting times of a user in Chromium over the record of 'generate DIR'.",
            args => Run(args.ElementAtOrDefault(0)));

    public static async Task<int> Run(string? directory)
    {
        if (directory is null || Chromiums.FirstOrDefault(File.Exists) is not string chromium)
        {
            await Console.Error.WriteLineAsync(
                "Say where the record is: bench dashboard DIR (it is generated there when it is missing). "
                    + "Needs chromium, or its place in BROWSER_PATH."
            )
                .ConfigureAwait(false);
            return 2;
        }

        if (!File.Exists(Path.Combine(directory, "runs.db"))
            && await RecordGenerator.Run(directory).ConfigureAwait(false) is int failed and not 0)
        {
            return failed;
        }

        using IPlaywright playwright = await Playwright.CreateAsync().ConfigureAwait(false);
        HeadProcess head = await HeadProcess.Start(directory, Port).ConfigureAwait(false);
        await using (head.ConfigureAwait(false))
        {
            string[] arguments = ["--no-sandbox", "--disable-gpu"];
            using TemporaryDirectory profile = new();
            IBrowserContext one = await playwright
                .Chromium.LaunchPersistentContextAsync(
                    profile.Path,
                    new()
                    {
                        ExecutablePath = chromium,
                        Args = arguments,
                        ViewportSize = new() { Width = 1280, Height = 1200 },
                    })
                .ConfigureAwait(false);
            bool within;
            await using (one.ConfigureAwait(false))
            {
                within = await Measure(head, one).ConfigureAwait(false);
            }

            IBrowser browser = await playwright
                .Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = arguments })
                .ConfigureAwait(false);
            await using (browser.ConfigureAwait(false))
            {
                within &= Memory(await WithBrowsers(head, browser, ["/", Sweep, SomeRun, Compare, "/cluster"]).ConfigureAwait(false));
            }

            return within ? 0 : 1;
        }
    }

    private static async Task<bool> Measure(HeadProcess head, IBrowserContext context)
    {
        context.SetDefaultTimeout(60_000);
        Func<IPage, Task<double>> Opening(string address, string there) => page => Opened(page, head.Address + address, there);

        Console.WriteLine("| what | median | budget |\n|---|---|---|");
        bool within = true;
        within &= Show(
            "sweeps page, 4 sweeps of 2,500 runs",
            await Median(context, Opening("/", "document.querySelectorAll('.sweeps .best').length === 4")).ConfigureAwait(false),
            1.0);
        within &= Show(
            "runs table of 2,500 runs",
            await Median(context, Opening(Sweep, "document.querySelectorAll('[aria-label=Runs] tbody a').length >= 10"))
                .ConfigureAwait(false),
            1.0);
        within &= Show(
            "sorting it",
            await Median(
                    context,
                    page =>
                        AtTable(
                            page,
                            head,
                            async p =>
                                await Answer(
                                        p,
                                        () => p.ClickAsync("[aria-label=Runs] thead button:has-text('validation.eer')"),
                                        "document.querySelector('[aria-label=Runs] th[aria-sort=ascending]') !== null")
                                    .ConfigureAwait(false)))
                .ConfigureAwait(false),
            0.3);
        within &= Show(
            "filtering it",
            await Median(
                    context,
                    page =>
                        AtTable(
                            page,
                            head,
                            async p =>
                                await Answer(
                                        p,
                                        () => p.FillAsync("main input[type=search]", "loss=cosine"),
                                        "!document.querySelector('main .count').innerText.startsWith('2,500')")
                                    .ConfigureAwait(false)))
                .ConfigureAwait(false),
            0.3);
        within &= Show(
            "overlay of 1,000 runs",
            await Median(
                    context,
                    Opening(Sweep, "document.querySelector('[aria-label^=\"Loss curves\"] .canvas')?.dataset.drawn === 'true'"))
                .ConfigureAwait(false),
            1.5);
        within &= Show("comparison of 20 runs", await Median(context, Opening(Compare, Drawn)).ConfigureAwait(false), 1.0);
        within &= Show("a run's page", await Median(context, Opening(SomeRun, Drawn)).ConfigureAwait(false), 0.7);
        return within;
    }

    private static async Task<double> AtTable(IPage page, HeadProcess head, Func<IPage, Task<double>> act)
    {
        await page.GotoAsync(head.Address + Sweep).ConfigureAwait(false);
        await page.WaitForFunctionAsync("document.querySelectorAll('[aria-label=Runs] tbody a').length >= 10").ConfigureAwait(false);
        return await act(page).ConfigureAwait(false);
    }

    /// <summary>
    /// From the moment that the browser begins to go to the address to the frame that shows what is waited for, in the page's own
    /// time: a driver that asks the
    /// page first gives it a script of 300 kB to read, which takes a twentieth of a second of what is measured.
    /// </summary>
    private static async Task<double> Opened(IPage page, string address, string there)
    {
        await page.AddInitScriptAsync($"(() => {{ {WhenShown(there)} shown.then(() => console.info('{Shown}', performance.now())); }})()")
            .ConfigureAwait(false);
        IConsoleMessage said = await page.RunAndWaitForConsoleMessageAsync(
                () => page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Commit }),
                new() { Predicate = m => m.Text.StartsWith(Shown, StringComparison.Ordinal) })
            .ConfigureAwait(false);
        return double.Parse(said.Text[Shown.Length..], CultureInfo.InvariantCulture) / 1000;
    }

    /// <summary>Script: <c>shown</c> is a promise that comes with the first frame on the screen in which something holds.</summary>
    private static string WhenShown(string there) => $$"""
        const shown = new Promise(comes => {
          const look = () => {
            if (!({{there}})) return requestAnimationFrame(look);
            const { port1, port2 } = new MessageChannel(); // answered when this frame is on the screen
            port1.onmessage = () => comes();
            port2.postMessage(null);
          };
          requestAnimationFrame(look);
        });
        """;

    /// <summary>
    /// From the click or letter as the page gets it to the frame that shows what it asked for, in the page's own time: the driver
    /// waits a tenth of a second before it
    /// clicks, until the element has stood still for two frames.
    /// </summary>
    private static async Task<double> Answer(IPage page, Func<Task> act, string there)
    {
        await page.EvaluateAsync($$"""
            () => {
              let began;
              for (const kind of ['click', 'input']) addEventListener(kind, event => { began ??= event.timeStamp; }, true);
              {{WhenShown($"began !== undefined && {there}")}}
              window.shownAfter = shown.then(() => performance.now() - began);
            }
            """).ConfigureAwait(false);
        await act().ConfigureAwait(false);
        return await page.EvaluateAsync<double>("window.shownAfter").ConfigureAwait(false) / 1000;
    }

    private static async Task<double> Median(IBrowserContext context, Func<IPage, Task<double>> measure)
    {
        List<double> all = [];
        for (int i = 0; i <= Times; i++)
        {
            IPage page = await context.NewPageAsync().ConfigureAwait(false);
            await Task.Delay(TabRests).ConfigureAwait(false);
            double seconds = await measure(page).ConfigureAwait(false);
            await page.CloseAsync().ConfigureAwait(false);
            if (i > 0)
            {
                all.Add(seconds);
            }
            else
            {
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"first: {seconds:F2} s"))
                    .ConfigureAwait(false);
            }
        }

        return all.Order().ElementAt(Times / 2);
    }

    private static async Task<double> WithBrowsers(HeadProcess head, IBrowser browser, string[] addresses)
    {
        List<IBrowserContext> open = [];
        for (int i = 0; i < Browsers; i++)
        {
            IBrowserContext context = await browser.NewContextAsync().ConfigureAwait(false);
            context.SetDefaultTimeout(60_000);
            open.Add(context);
            IPage page = await context.NewPageAsync().ConfigureAwait(false);
            await page.GotoAsync(head.Address + addresses[i % addresses.Length]).ConfigureAwait(false);
            await page.WaitForFunctionAsync("document.querySelector('main h1') !== null").ConfigureAwait(false);
        }

        // The most of ten seconds with all of them open.
        double most = 0;
        for (int i = 0; i < 20; i++)
        {
            most = Math.Max(most, head.ResidentMegabytes());
            await Task.Delay(500).ConfigureAwait(false);
        }

        foreach (IBrowserContext context in open)
        {
            await context.DisposeAsync().ConfigureAwait(false);
        }

        return most;
    }

    private static bool Show(string what, double seconds, double budget)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {seconds * 1000:F0} ms | {budget * 1000:F0} ms |"));
        return seconds <= budget;
    }

    private static bool Memory(double megabytes)
    {
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"| memory of the head, {Browsers} browsers open | {megabytes:F0} MB | 600 MB |"));
        return megabytes <= 600;
    }
}
