using Bunit;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Components.SweepList;
using SiameseSweep.Dashboard.Tests.Fakes;

namespace SiameseSweep.Dashboard.Tests.Components;

public sealed class SweepsPageTests : DashboardContext
{
    [Fact]
    public void An_empty_record_says_how_to_start()
    {
        IRenderedComponent<SweepsPage> page = Render<SweepsPage>();
        page.WaitForAssertion(() => Assert.Contains("siamese-sweep submit sweeps/quickstart.yaml", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void A_sweep_shows_its_state_progress_and_best_value_with_its_interval()
    {
        SampleFakes.AddSweep(Record, "margins-0001", "margins", 4, 1);
        IRenderedComponent<SweepsPage> page = Render<SweepsPage>();
        page.WaitForElement(".sweeps li");
        Assert.Contains("/sweeps/margins-0001", page.Find(".name a").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Contains("running", page.Find(".state").TextContent, StringComparison.Ordinal);
        page.WaitForElement(".best");
        Assert.Matches(
            @"best 0\.\d{4} validation\.eer \(95 % between 0\.\d{4} and 0\.\d{4}\)",
            System.Text.RegularExpressions.Regex.Replace(page.Find(".facts").TextContent, @"\s+", " "));
    }

    [Fact]
    public void A_sweep_in_the_list_says_how_many_of_its_runs_learned_nothing()
    {
        SampleFakes.AddSweep(Record, "margins-0001", "margins", 4, 1);
        SampleFakes.Alarm(Record, new RunId("margins-0001", 0, 0, 0), RunAlarm.Collapsed);
        IRenderedComponent<SweepsPage> page = Render<SweepsPage>();
        Assert.Equal("1 of 4 runs collapsed or at chance", page.WaitForElement(".alarmed").TextContent);
        Assert.Equal("flex-grow: 1", page.Find(".strip .part-alarmed").GetAttribute("style"));
        Assert.Empty(page.FindAll(".strip .part-finished"));
    }

    [Fact]
    public void Every_sweep_of_a_long_list_gets_its_best_value()
    {
        for (int i = 0; i < 40; i++)
        {
            SampleFakes.AddSweep(Record, $"margins-{i:0000}", $"margins {i}", 1, 1);
        }

        IRenderedComponent<SweepsPage> page = Render<SweepsPage>();
        page.WaitForAssertion(() => Assert.Equal(40, page.FindAll(".best").Count));
    }

    [Fact]
    public void A_sweep_that_cannot_be_ranked_says_so_and_does_not_keep_the_others_from_it()
    {
        SampleFakes.AddSweep(Record, "good-0001", "good", 1, 1);
        SampleFakes.AddSweep(Record, "old-0001", "old", 1, 1);
        Record.Unrankable = "old-0001";
        IRenderedComponent<SweepsPage> page = Render<SweepsPage>();
        page.WaitForElement(".best");
        Assert.Contains("it cannot be ranked", page.Find(".sweeps li").TextContent, StringComparison.Ordinal);
        SampleFakes.AddSweep(Record, "late-0001", "late", 1, 1);
        Record.Commit(new RecordChange("late-0001", null, ChangeKinds.Sweep));
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".best").Count));
    }

    [Fact]
    public void A_name_with_HTML_is_shown_as_text()
    {
        SampleFakes.AddSweep(Record, "x-0001", "<img src=x onerror=alert(1)><b>bold</b>", 1, 1);
        IRenderedComponent<SweepsPage> page = Render<SweepsPage>();
        page.WaitForElement(".sweeps li");
        Assert.Empty(page.FindAll("img, b"));
        Assert.Equal("<img src=x onerror=alert(1)><b>bold</b>", page.Find(".name a").TextContent);
    }

    [Fact]
    public void A_record_that_cannot_be_read_says_so_and_offers_another_try()
    {
        Record.Failure = new IOException("disk I/O error");
        IRenderedComponent<SweepsPage> page = Render<SweepsPage>();
        page.WaitForAssertion(() =>
            Assert.Contains("The record could not be read: disk I/O error", page.Find("[role=alert]").TextContent, StringComparison.Ordinal)
        );
        Record.Failure = null;
        page.Find("button").Click();
        page.WaitForAssertion(() => Assert.Contains("No sweeps yet", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void A_sweep_that_is_committed_while_the_page_is_open_appears()
    {
        IRenderedComponent<SweepsPage> page = Render<SweepsPage>();
        page.WaitForAssertion(() => Assert.Contains("No sweeps yet", page.Markup, StringComparison.Ordinal));
        SampleFakes.AddSweep(Record, "late-0001", "late", 1, 1, SweepState.Paused);
        Record.Commit(new RecordChange("late-0001", null, ChangeKinds.Sweep));
        page.WaitForElement(".state-paused");
    }
}
