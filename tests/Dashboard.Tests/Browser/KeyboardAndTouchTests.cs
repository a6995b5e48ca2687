using System.Diagnostics;
using Microsoft.Playwright;
using SiameseSweep.Core.Runs;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.TestKit;

namespace SiameseSweep.Dashboard.Tests.Browser;

/// <summary>
/// The dashboard over a slow line, under a finger, by the keyboard alone, in the system's colours, on paper, and without its head.
/// </summary>
public sealed class KeyboardAndTouchTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private static readonly RunId Finished = new(SampleRecord.SweepId(1), 0, 0, 0);

    [Theory]
    [InlineData("/sweeps/{0}", "input[type=search]", "nothing fits this", "main .count", "0 of 12 runs")]
    [InlineData("/submit", "textarea", "name: [written", "main .finding", "line 1")]
    public async Task What_is_typed_before_the_head_has_answered_is_not_taken_away_by_its_answers(
        string page,
        string field,
        string text,
        string answered,
        string answer)
    {
        await using Session session = await Session.Start(browser.Browser);
        HeldLine line = await HeldLine.Between(session.Visit.Page);
        await session.Visit.Go(
            session.Host.Address + string.Format(System.Globalization.CultureInfo.InvariantCulture, page, Finished.SweepId));
        ILocator box = session.Visit.Page.Locator(field);
        await box.FocusAsync();
        line.Hold();
        await session.Visit.Page.Keyboard.TypeAsync(text);

        // Answer after answer comes in while all is typed; what counts is that none of them is seen in the field.
        Stopwatch waited = Stopwatch.StartNew();
        while (!(await Said(session.Visit.Page, answered)).Contains(answer, StringComparison.Ordinal))
        {
            if (line.HandOver())
            {
                Assert.Equal(text, await box.InputValueAsync());
            }
            else
            {
                // The last frame may have been handed over and not be drawn yet.
                Assert.True(waited.ElapsedMilliseconds < BrowserFixture.Patience, $"'{answer}' never came.");
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }

        await Assertions.Expect(box).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_heading_of_a_page_that_has_just_opened_does_not_take_the_keyboard_from_a_field_in_use()
    {
        await using Session session = await Session.Start(browser.Browser);
        HeldLine line = await HeldLine.Between(session.Visit.Page);
        line.HoldFrom(frame => frame.Contains("focusBySelector", StringComparison.Ordinal));
        await session.Visit.Go(session.Host.Address + DashboardUrls.Submit);
        ILocator box = session.Visit.Page.Locator("textarea");
        await box.FocusAsync();
        await Until(() => line.HasHeld, "the head never asked for the heading's focus");
        int answers = line.Sent("EndInvokeJSFromDotNet");
        line.Release();
        await Until(() => line.Sent("EndInvokeJSFromDotNet") > answers, "the page never answered");
        await session.Visit.Page.Keyboard.TypeAsync("name: mine");
        await Assertions.Expect(box).ToHaveValueAsync("name: mine");
    }

    [Fact]
    public async Task The_heading_of_the_next_page_has_the_keyboard_when_nothing_else_has()
    {
        await using Session session = await Session.Start(browser.Browser);
        await session.Visit.Go(session.Host.Address);
        // its heading does not wait for the record
        await session.Visit.Page.Locator($"a[href='{DashboardUrls.Submit}']").First.ClickAsync();
        await Assertions.Expect(session.Visit.Page.Locator("h1")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_finger_that_moves_over_a_chart_moves_the_page_and_not_the_chart()
    {
        await using Session session = await Session.Start(browser.Browser, width: 390, finger: true);
        IPage page = session.Visit.Page;
        await session.Visit.Go(session.Host.Address + DashboardUrls.Run(Finished));
        ILocator canvas = page.Locator(".canvas").First;
        await canvas.ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult box = (await canvas.BoundingBoxAsync())!;
        double top = await page.EvaluateAsync<double>("scrollY");
        string range = await Range(page);
        ICDPSession chromium = await page.Context.NewCDPSessionAsync(page);
        double x = box.X + (box.Width / 2), y = box.Y + (box.Height * 0.7);
        await Touch(chromium, "touchStart", new { x, y });
        for (int i = 1; i <= 10; i++)
        {
            await Touch(chromium, "touchMove", new { x, y = y - (i * 15) });
        }

        await Touch(chromium, "touchEnd");
        await page.WaitForFunctionAsync("before => scrollY > before + 50", top);
        Assert.Equal(range, await Range(page));
    }

    [Fact]
    public async Task Comparing_two_faces_by_the_keyboard_leaves_it_where_it_is()
    {
        await using Session session = await Session.Start(browser.Browser);
        IPage page = session.Visit.Page;
        await session.Visit.Go(session.Host.Address + DashboardUrls.VerifyHome);
        foreach (int which in new[] { 0, 1 })
        {
            ILocator faces = page.Locator(".drop select").Nth(which);
            await Assertions.Expect(faces).ToBeVisibleAsync();
            await faces.FocusAsync();
            await page.Keyboard.PressAsync("ArrowDown");
            await Assertions.Expect(page.Locator(".drop img").Nth(which)).ToBeVisibleAsync();
        }

        TaskCompletionSource answer = new();
        session.Cluster.Until = answer.Task;
        ILocator compare = page.Locator("button.button.main");
        await compare.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(compare).ToHaveTextAsync("Comparing …");
        answer.SetResult();
        await Assertions.Expect(page.Locator(".verdict")).ToBeVisibleAsync();
        await Assertions.Expect(compare).ToBeFocusedAsync();
    }

    [Fact]
    public async Task In_the_system_s_colours_progress_intervals_and_the_tab_that_is_open_are_seen()
    {
        await using Session session = await Session.Start(browser.Browser);
        IPage page = session.Visit.Page;
        await page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active });
        await session.Visit.Go(session.Host.Address + DashboardUrls.Sweep(Finished.SweepId));
        const string Ground = "rgb(255, 255, 255)";
        Assert.NotEqual(Ground, await Colour(page, ".part-finished", "", "backgroundColor"));
        Assert.NotEqual(Ground, await Colour(page, ".interval", "::after", "backgroundColor"));
        Assert.NotEqual(
            await Colour(page, ".tabs a:not([aria-current])", "", "borderBottomColor"),
            await Colour(page, ".tabs a[aria-current]", "", "borderBottomColor"));
    }

    [Fact]
    public async Task On_paper_the_ranking_is_whole_and_there_are_no_buttons()
    {
        await using Session session = await Session.Start(browser.Browser);
        IPage page = session.Visit.Page;
        await session.Visit.Go(session.Host.Address + DashboardUrls.Sweep(Finished.SweepId));
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(page.Locator("header.bar")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("main .button").First).ToBeHiddenAsync();
        Assert.Equal("none", await page.Locator("[aria-label=Ranking]").EvaluateAsync<string>("e => getComputedStyle(e).maxHeight"));
    }

    [Fact]
    public async Task A_head_that_is_gone_is_said_and_not_that_the_page_failed()
    {
        await using Session session = await Session.Start(browser.Browser);
        IPage page = session.Visit.Page;
        await session.Visit.Go(session.Host.Address + DashboardUrls.Sweeps);
        Task failed = page.WaitForConsoleMessageAsync(
            new()
            {
                Predicate = m => m.Text.Contains("Failed to start the connection", StringComparison.Ordinal),
                Timeout = BrowserFixture.Patience,
            });
        await session.StopHead();
        await Assertions.Expect(page.GetByText("The connection to the head is lost.")).ToBeVisibleAsync();
        await failed;
        // what Blazor does of itself
        await page.WaitForFunctionAsync("() => document.getElementById('blazor-error-ui').style.display === 'block'");
        await Assertions.Expect(page.Locator("#blazor-error-ui")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Labels_of_lines_that_lie_close_do_not_cover_one_another_and_a_single_point_is_seen()
    {
        await using Session session = await Session.Start(browser.Browser);
        IPage page = session.Visit.Page;
        await session.Visit.Go(session.Host.Address + DashboardUrls.Run(Finished));
        string drawn = await page.EvaluateAsync<string>(
            """
            async () => {
              const { figure, colors } = await import('/_content/SiameseSweep.Dashboard/figure.js');
              const place = document.body.appendChild(document.createElement('div'));
              place.style.cssText = 'position: fixed; inset: 0 auto auto 0; width: 1000px; height: 320px';
              const trace = (name, x, y) => ({ name, kind: 'lines', x, y, color: '0', dash: 'solid',
                width: 2, opacity: 1, legend: true, symbol: 'circle' });
              const model = {
                xTitle: 'learning rate', yTitle: 'loss', logX: true, xRange: [1e-5, 1e-2],
                traces: [trace('one', [1e-4, 1e-3], [2.5, null]), trace('two', [1e-5, 1e-2], [0, 3])],
                marks: [0.0625, 0.1, 0.16, 0.25, 0.5, 0.8].map((y, n) => ({ label: `chance level, contrastive ${n}`, y })),
              };
              const drawing = figure(model, colors(document.querySelector('.canvas')), place, new Set());
              await Plotly.newPlot(place, drawing.data, drawing.layout);
              const labels = [...place.querySelectorAll('.annotation-text')].map(l => l.getBoundingClientRect());
              const covered = labels.filter((a, i) => labels.some((b, j) =>
                i < j && a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom)).length;
              const dots = [...place.querySelectorAll('.scatter .points path')].filter(d => d.getBoundingClientRect().width > 2).length;
              const ticks = [...place.querySelectorAll('.xtick text')].map(t => t.textContent).join(' ');
              place.remove();
              return `${labels.length} labels, ${covered} covered, ${dots} dots, ${/[µμ]/.test(ticks) ? 'micro' : 'plain'} ticks`;
            }
            """);
        Assert.Equal("6 labels, 0 covered, 1 dots, plain ticks", drawn);
    }

    private static async Task Until(Func<bool> there, string otherwise)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (!there())
        {
            Assert.True(waited.ElapsedMilliseconds < BrowserFixture.Patience, otherwise);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static Task<string> Said(IPage page, string where) =>
        page.EvaluateAsync<string>("where => document.querySelector(where)?.textContent ?? ''", where);

    private static Task Touch(ICDPSession chromium, string type, params object[] touchPoints) =>
        chromium.SendAsync("Input.dispatchTouchEvent", new Dictionary<string, object> { ["type"] = type, ["touchPoints"] = touchPoints });

    private static Task<string> Range(IPage page) =>
        page.EvaluateAsync<string>(
            "JSON.stringify([document.querySelector('.canvas')._fullLayout.xaxis.range, "
                + "document.querySelector('.canvas')._fullLayout.yaxis.range])"
        );

    private static Task<string> Colour(IPage page, string where, string part, string property) =>
        page.EvaluateAsync<string>(
            "([where, part, property]) => getComputedStyle(document.querySelector(where), part || null)[property]",
            new[] { where, part, property });
}
