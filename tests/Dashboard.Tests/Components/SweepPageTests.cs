using Bunit;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using SiameseSweep.Core;
using SiameseSweep.Dashboard.Components.Pages;
using SiameseSweep.Dashboard.Tests.Fakes;

namespace SiameseSweep.Dashboard.Tests.Components;

public sealed class SweepPageTests : DashboardContext
{
    private const string Id = "synthetic-margins-7f3a";

    public SweepPageTests() => SampleFakes.AddSweep(Record, Id, "synthetic-margins", 4, 2);

    private string Address => Services.GetRequiredService<NavigationManager>().Uri;

    [Fact]
    public void A_sweep_that_does_not_exist_is_said_not_to()
    {
        IRenderedComponent<SweepPage> page = Render<SweepPage>(p => p.Add(x => x.SweepId, "nonsense"));
        page.WaitForAssertion(() => Assert.Equal("There is no such sweep", page.Find("h1").TextContent));
    }

    [Fact]
    public void It_shows_ranking_baselines_warnings_runs_and_decisions()
    {
        Record.Warnings.Add("Single runs rank luck.");
        IRenderedComponent<SweepPage> page = Open();
        Assert.Contains("Single runs rank luck.", page.Markup, StringComparison.Ordinal);
        Assert.Contains("pixel distance", page.Find("tfoot").TextContent, StringComparison.Ordinal);
        Assert.Contains("≈ best", page.Markup, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal(8, page.FindAll("[aria-label=Runs] tbody tr a").Count));
        Assert.Contains("is not among the best third", page.Find("[aria-label=Events]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void The_view_of_the_runs_is_the_address_s()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo($"sweeps/{Id}?state=failed&sort=run&dir=desc");
        IRenderedComponent<SweepPage> page = Open();
        page.WaitForAssertion(() => Assert.Equal(["3.0.0", "2.1.0"], page.FindAll("[aria-label=Runs] tbody tr a").Select(a => a.TextContent)));
    }

    [Fact]
    public void Sorting_and_filtering_go_into_the_address()
    {
        IRenderedComponent<SweepPage> page = Open();
        page.FindAll("button.sort").First(b => b.TextContent == "epoch").Click();
        page.Find("input[type=search]").Input("margin=2");
        page.WaitForAssertion(() => Assert.Contains("sort=epoch", Address, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Contains("q=margin%3D2", Address, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Pause", "pause")]
    [InlineData("Retry", "retry")]
    public void A_button_tells_the_head(string button, string command)
    {
        IRenderedComponent<SweepPage> page = Open();
        page.FindAll("button").First(b => b.TextContent.Contains(button, StringComparison.Ordinal)).Click();
        page.WaitForAssertion(() => Assert.Contains($"{command} {Id}", Commands.Told));
    }

    [Fact]
    public void A_refused_command_shows_its_sentence()
    {
        Commands.Failure = new UserErrorException("The sweep is finished already.");
        IRenderedComponent<SweepPage> page = Open();
        page.FindAll("button").First(b => b.TextContent.Contains("Pause", StringComparison.Ordinal)).Click();
        page.WaitForAssertion(() => Assert.Contains(
            Services.GetRequiredService<ISnackbar>().ShownSnackbars, s => s.Message == "The sweep is finished already." && s.Severity == Severity.Error));
    }

    private IRenderedComponent<SweepPage> Open()
    {
        IRenderedComponent<SweepPage> page = Render<SweepPage>(p => p.Add(x => x.SweepId, Id));
        page.WaitForElement("[aria-label=Runs]");
        return page;
    }
}
