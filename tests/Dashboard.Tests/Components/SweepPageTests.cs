using Bunit;
using Microsoft.AspNetCore.Components;
using SiameseSweep.Core;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Dashboard.Components.Sweep;
using SiameseSweep.Dashboard.Live;
using SiameseSweep.Dashboard.Model;
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
        Services.GetRequiredService<NavigationManager>().NavigateTo($"sweeps/{Id}?tab=decisions");
        page.WaitForAssertion(() =>
            Assert.Contains("is not among the best third", page.Find("[aria-label=Events]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void The_winner_trained_again_stands_in_a_line_of_its_own_and_its_run_for_the_sweep()
    {
        RunId run = new(Id, 4, 0, 0);
        Record.Refit = new RankedRefit(
            new TrialResult(4, [new RunResult(run, RunState.Finished, new EpochResult(2, 0.05, double.NaN), Lost: false)]),
            new RefitTerms(0, 0.5), "test.eer", 0.03, 0.08, new Dictionary<string, double>(), run);
        IRenderedComponent<SweepPage> page = Open();
        Assert.StartsWith(
            "Refitted: trial 0 trained again on training and validation people as trial 4, test.eer 0.05",
            page.Find(".refit").TextContent,
            StringComparison.Ordinal);
        Assert.Contains(
            page.FindAll(".hint a"),
            a => a.TextContent == "The refit's typical run" && a.GetAttribute("href") == DashboardUrls.Run(run));
    }

    [Fact]
    public void Runs_that_learned_nothing_are_counted_marked_in_the_table_and_never_best()
    {
        SampleFakes.Alarm(Record, new RunId(Id, 0, 0, 0), RunAlarm.Collapsed);
        SampleFakes.Alarm(Record, new RunId(Id, 1, 0, 0), RunAlarm.AtChance);
        IRenderedComponent<SweepPage> page = Open();
        Assert.Equal("2 of 8 runs collapsed or at chance", page.Find(".notice-warning strong").TextContent);
        page.WaitForAssertion(() => Assert.Equal(["collapsed", "at chance"], Alarms(page, "Runs")));
        Assert.Equal(["at chance", "collapsed"], Alarms(page, "Ranking").Order());
        Assert.DoesNotContain("≈ best", page.Markup, StringComparison.Ordinal);
        Assert.Equal("flex-grow: 1", page.Find(".strip .part-alarmed").GetAttribute("style"));
        Services.GetRequiredService<NavigationManager>().NavigateTo(page.Find(".notice-warning a").GetAttribute("href")!);
        page.WaitForAssertion(() =>
            Assert.Equal(
                ["alarm –", "alarm at chance", "alarm collapsed"],
                page.FindAll("tr.heading").Select(h => h.TextContent.Split(" · ")[0].Trim())));
    }

    private static IEnumerable<string> Alarms(IRenderedComponent<SweepPage> page, string table) =>
        page.FindAll($"[aria-label={table}] tbody .alarm").Select(a => a.TextContent[1..].Trim());

    [Fact]
    public void Progress_is_of_all_planned_runs_and_not_of_those_begun()
    {
        Record.SweepRows[0] = Record.SweepRows[0] with
        {
            SpecYaml = "method: grid\nparameters:\n  margin: {values: [1, 2, 3, 4, 5, 6]}\nsiamese: {replicates: 2}\n",
        };
        IRenderedComponent<SweepPage> page = Open();
        Assert.Contains("of 12 planned", page.Find(".facts").TextContent, StringComparison.Ordinal);
        Assert.EndsWith("of 12 planned", page.Find(".strip").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Equal("flex-grow: 4", page.Find(".strip .part-ahead").GetAttribute("style"));
    }

    [Fact]
    public void The_ranking_leads_to_the_runs_of_each_trial_and_the_table_to_a_file_of_all()
    {
        IRenderedComponent<SweepPage> page = Open();
        Assert.All(
            page.FindAll("[aria-label=Ranking] tbody a"),
            a => Assert.Matches($@"^/compare\?runs={Id}\.(\d)\.0\.0%2C{Id}\.\1\.1\.0$", a.GetAttribute("href")));
        Assert.Equal(4, page.FindAll("[aria-label=Ranking] tbody a").Count);
        Assert.Equal($"/api/sweeps/{Id}/export?format=csv", page.Find("a[download$='.csv']").GetAttribute("href"));
    }

    [Fact]
    public void The_ranking_offers_the_best_run_s_checkpoint_once_there_is_one()
    {
        Record.CheckpointRows.Clear();
        IRenderedComponent<SweepPage> page = Open();
        Assert.Empty(page.FindAll("a.best"));
        RunId best = Record.Of(Id).BestRun!.Value;
        Record.CheckpointRows.Add(new CheckpointRow(best, 7, CheckpointKind.Last, "checkpoints/last.safetensors", 3_000_000, "00"));
        Record.CheckpointRows.Add(new CheckpointRow(best, 3, CheckpointKind.Best, "checkpoints/best.safetensors", 2_000_000, "01"));
        Record.Commit(new RecordChange(Id, best, ChangeKinds.Checkpoints));
        page.WaitForAssertion(() => Assert.Equal("Download its checkpoint (epoch 3, 2.0 MB)", page.Find("a.best").TextContent));
        Assert.EndsWith(
            "typical run · Download its checkpoint (epoch 3, 2.0 MB)",
            page.Find(".hint").TextContent.Trim(),
            StringComparison.Ordinal);
        Assert.Equal($"/api/runs/{best}/checkpoints/best", page.Find("a.best").GetAttribute("href"));
        Assert.Equal($"{best}.safetensors", page.Find("a.best").GetAttribute("download"));
    }

    [Theory]
    [InlineData(true, "Its difference from the best is within", "between")]
    [InlineData(false, "No 95 % interval tells it from the best.", "no interval")]
    public void A_tie_says_whether_intervals_overlap_or_there_are_none(bool intervals, string tie, string bar)
    {
        Record.HasIntervals = intervals;
        IRenderedComponent<SweepPage> page = Open();
        Assert.StartsWith(tie, page.Find(".tie").GetAttribute("title"), StringComparison.Ordinal);
        Assert.Contains(bar, page.Find("[aria-label=Ranking] tbody .interval").GetAttribute("aria-label"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_in_the_ranking_is_one_word_that_no_line_breaks()
    {
        IRenderedComponent<SweepPage> page = Open();
        IReadOnlyList<string> words = page.FindAll("[aria-label=Ranking] tbody .trial .word").Select(w => w.TextContent).ToList();
        Assert.Contains("margin", words);
        Assert.All(words, w => Assert.DoesNotContain(' ', w));
        Assert.Contains(
            page.FindAll("[aria-label=Ranking] tbody .trial"),
            t => t.TextContent.Contains("margin 2", StringComparison.Ordinal));
    }

    [Fact]
    public void The_view_of_the_runs_is_the_address_s()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo($"sweeps/{Id}?state=failed&sort=run&dir=desc");
        IRenderedComponent<SweepPage> page = Open();
        page.WaitForAssertion(() =>
            Assert.Equal(["3.0.0", "2.1.0"], page.FindAll("[aria-label=Runs] tbody tr a").Select(a => a.TextContent)));
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
        page.WaitForAssertion(() =>
            Assert.Equal([new Message("The sweep is finished already.", Failed: true)], Services.GetRequiredService<Messages>().Shown));
    }

    [Fact]
    public void Brushing_an_axis_filters_ranking_runs_and_curves_alike()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo($"sweeps/{Id}?brush=margin~%3D2");
        IRenderedComponent<SweepPage> page = Open();
        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll("[aria-label=Runs] tbody tr a").Count));
        Assert.All(
            page.FindAll("[aria-label=Ranking] tbody .trial"),
            t => Assert.Contains("margin 2", t.TextContent, StringComparison.Ordinal));
        Assert.Contains("2 of 4 trials have a run that matches the filter", page.Markup, StringComparison.Ordinal);
        page.WaitForAssertion(() =>
            Assert.DoesNotContain(
                "margin 1,",
                page.Find("figure[aria-label^='Loss curves']").GetAttribute("aria-label"),
                StringComparison.Ordinal));
        page.FindAll("button.chip").First(b => b.TextContent.Contains("margin 2", StringComparison.Ordinal)).Click();
        page.WaitForAssertion(() => Assert.DoesNotContain("brush", Address, StringComparison.Ordinal));
    }

    [Fact]
    public void Parallel_axes_can_be_brushed_by_fields_too()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo($"sweeps/{Id}?tab=parameters");
        IRenderedComponent<SweepPage> page = Render<SweepPage>(p => p.Add(x => x.SweepId, Id));
        page.WaitForElement("fieldset");
        page.FindAll("fieldset")
            .First(f => f.TextContent.Contains("margin", StringComparison.Ordinal))
            .QuerySelector("input")!
            .Change(false);
        page.WaitForAssertion(() => Assert.Contains("brush=margin~%3D2", Address, StringComparison.Ordinal));
        page.FindAll("fieldset").Last().QuerySelectorAll("input")[1].Change("0.2");
        page.WaitForAssertion(() => Assert.Contains("validation.eer", Uri.UnescapeDataString(Address), StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Contains("Importance needs 8 ended trials", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Grouping_sets_a_heading_with_the_mean_over_the_runs_of_each_value()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo($"sweeps/{Id}?group=margin");
        IRenderedComponent<SweepPage> page = Open();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tr.heading").Count));
        Assert.Matches(@"^margin 1 · 4 runs · mean validation\.eer 0\.\d{4}", page.Find("tr.heading").TextContent.Trim());
    }

    [Fact]
    public void Runs_chosen_for_a_comparison_are_in_the_address()
    {
        IRenderedComponent<SweepPage> page = Open();
        page.WaitForElement("[aria-label='Compare run 1.0.0']").Change(true);
        page.WaitForAssertion(() => Assert.Contains("pick=1.0.0", Address, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Contains(page.FindAll("a"), a => a.GetAttribute("href") == $"/compare?runs={Id}.1.0.0"));
    }

    [Fact]
    public void No_more_runs_can_be_ticked_than_a_comparison_takes()
    {
        string all = string.Join(',', Enumerable.Range(10, 20).Select(i => $"{i}.0.0"));
        Services.GetRequiredService<NavigationManager>().NavigateTo($"sweeps/{Id}?pick=1.0.0,{all}");
        IRenderedComponent<SweepPage> page = Open();
        Assert.False(page.WaitForElement("[aria-label='Compare run 1.0.0']").HasAttribute("disabled"));
        Assert.True(page.Find("[aria-label='Compare run 2.0.0']").HasAttribute("disabled"));
        Assert.Contains("At most 20 runs are compared", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("validation.eer", "test figures are for information only and never used for selection")]
    [InlineData("test.eer", "the test figures of the best trial are optimistic")]
    public void The_ranking_says_whether_test_people_took_part_in_the_choice(string metric, string sentence)
    {
        Record.SweepRows[0] = Record.SweepRows[0] with { Metric = metric };
        IRenderedComponent<SweepPage> page = Open();
        Assert.Contains(sentence, page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Parameters_of_a_sweep_with_less_than_two_trials_are_not_called_all_the_same(int trials)
    {
        SampleFakes.AddSweep(Record, "young-0001", "young", trials, 1);
        Services.GetRequiredService<NavigationManager>().NavigateTo("sweeps/young-0001?tab=parameters");
        IRenderedComponent<SweepPage> page = Render<SweepPage>(p => p.Add(x => x.SweepId, "young-0001"));
        page.WaitForElement(".tabs");
        Assert.DoesNotContain("All trials of this sweep have the same parameters", page.Markup, StringComparison.Ordinal);
        Assert.Contains("as soon as there are two trials", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("brush=~~;;x~1~2;margin~NaN~3&zoom=9_1&pick=%00,1.2&tab=nonsense&group=nothing&sort=%3Cb%3E&x=nowhere&color=%22")]
    [InlineData("zoom=1e999_2&brush=learning_rate~-1e999~1e999&cols=,,,&state=%3Cscript%3E")]
    public void An_address_full_of_garbage_shows_the_sweep_all_the_same(string garbage)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo($"sweeps/{Id}?{garbage}");
        IRenderedComponent<SweepPage> page = Render<SweepPage>(p => p.Add(x => x.SweepId, Id));
        page.WaitForAssertion(() => Assert.Equal("synthetic-margins", page.Find("h1").TextContent));
        Assert.Empty(page.FindAll("b, script"));
    }

    private IRenderedComponent<SweepPage> Open()
    {
        IRenderedComponent<SweepPage> page = Render<SweepPage>(p => p.Add(x => x.SweepId, Id));
        page.WaitForElement("[aria-label=Runs]");
        return page;
    }
}
