using Bunit;
using Microsoft.AspNetCore.Components;
using SiameseSweep.Core.Runs;
using SiameseSweep.Dashboard.Components.Compare;
using SiameseSweep.Dashboard.Tests.Fakes;

namespace SiameseSweep.Dashboard.Tests.Components;

public sealed class ComparePageTests : DashboardContext
{
    private static readonly RunId Run = new("margins-7f3a", 0, 0, 0);

    [Fact]
    public void Comparing_nothing_says_how_to_choose()
    {
        IRenderedComponent<ComparePage> page = Render<ComparePage>();
        page.WaitForAssertion(() => Assert.Contains("No runs selected", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void A_comparison_shows_only_what_differs_and_names_what_is_not_there()
    {
        SampleFakes.AddSweep(Record, Run.SweepId, "margins", 2, 2);
        Services.GetRequiredService<NavigationManager>()
            .NavigateTo($"compare?runs={Run},{Run with { Trial = 1, Replicate = 1 }},{Run with { Trial = 99 }},rubbish");
        IRenderedComponent<ComparePage> page = Render<ComparePage>();
        page.WaitForElement("table");
        string[] rows = page.FindAll("[aria-label='Differing parameters'] tbody td.soft").Select(c => c.TextContent).ToArray();
        Assert.Equal(["state", "margin", "seed"], rows);
        Assert.Contains("There is no run margins-7f3a.99.0.0 in the record", page.Markup, StringComparison.Ordinal);
        Assert.Contains("'rubbish' is not a run's id", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Moving_the_threshold_judges_every_run_anew_and_is_kept_in_the_address()
    {
        SampleFakes.AddSweep(Record, Run.SweepId, "margins", 1, 1);
        Services.GetRequiredService<NavigationManager>().NavigateTo($"compare?runs={Run}");
        IRenderedComponent<ComparePage> page = Render<ComparePage>();
        page.WaitForElement("input[type=range]").Input("0.2");
        page.WaitForAssertion(() =>
            Assert.Contains("0.1900", page.Find("[aria-label='Verdicts by run'] tbody").TextContent, StringComparison.Ordinal));
        page.Find("input[type=range]").Change("0.2");
        page.WaitForAssertion(() =>
            Assert.Contains("stretch=0.2", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal));
    }

    [Fact]
    public void A_comparison_of_runs_without_validation_people_shows_a_metric_that_they_have()
    {
        SampleFakes.AddSweep(Record, Run.SweepId, "margins", 1, 1);
        Record.EvaluationRows.RemoveAll(e => e.Metric.StartsWith("validation.", StringComparison.Ordinal));
        Services.GetRequiredService<NavigationManager>().NavigateTo($"compare?runs={Run}");
        IRenderedComponent<ComparePage> page = Render<ComparePage>();
        page.WaitForElement("table");
        Assert.Equal("test.eer", page.Find("select[aria-label=Metric]").GetAttribute("value"));
        Assert.DoesNotContain("None of these runs has this metric yet.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_says_how_many_runs_are_too_many_for_it()
    {
        SampleFakes.AddSweep(Record, Run.SweepId, "margins", 1, 1);
        Services.GetRequiredService<NavigationManager>()
            .NavigateTo($"compare?runs={string.Join(',', Enumerable.Range(0, 23).Select(i => Run with { Trial = i }))}");
        IRenderedComponent<ComparePage> page = Render<ComparePage>();
        page.WaitForElement("table");
        Assert.Contains("At most 20 runs are compared: the last 3", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void One_pair_is_followed_over_the_epochs_of_all_runs()
    {
        SampleFakes.AddSweep(Record, Run.SweepId, "margins", 2, 2);
        Services.GetRequiredService<NavigationManager>().NavigateTo($"compare?runs={Run},{Run with { Trial = 1, Replicate = 1 }}");
        IRenderedComponent<ComparePage> page = Render<ComparePage>();
        page.WaitForElement("button.follow").Click();
        page.WaitForAssertion(() =>
            Assert.Contains("pair=testing", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal));
        page.WaitForAssertion(() =>
            Assert.Contains(
                page.FindAll("figure"),
                f => f.GetAttribute("aria-label")!.Contains("over the epochs: 0.0.0, 1.1.0", StringComparison.Ordinal)));
    }
}
