using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Components.Run;
using SiameseSweep.Dashboard.Components.Shared;
using SiameseSweep.Dashboard.Live;
using SiameseSweep.Dashboard.Model.Charts;
using SiameseSweep.Dashboard.Tests.Fakes;

namespace SiameseSweep.Dashboard.Tests.Components;

public sealed class RunPageTests : DashboardContext
{
    private static readonly RunId Finished = new("margins-7f3a", 0, 0, 0);

    public RunPageTests() => SampleFakes.AddSweep(Record, "margins-7f3a", "margins", 4, 1);

    [Theory]
    [InlineData("nonsense", "'nonsense' is not a run's id")]
    [InlineData("a.1.2.3", "The record has no run a.1.2.3")]
    [InlineData("<b>.0.0.0", "The record has no run <b>.0.0.0")]
    public void An_address_that_names_no_run_says_why(string id, string sentence)
    {
        IRenderedComponent<RunPage> page = Render<RunPage>(p => p.Add(x => x.Id, id));
        page.WaitForAssertion(() => Assert.Contains(sentence, page.Find("p").TextContent, StringComparison.Ordinal));
        Assert.Equal("There is no such run", page.Find("h1").TextContent);
    }

    [Fact]
    public void A_finished_run_offers_its_checkpoint_with_size_and_hash_and_as_ONNX()
    {
        IRenderedComponent<RunPage> page = Open(Finished);
        Assert.Contains($"/api/runs/{Finished}/checkpoints/best", page.FindAll("a[download]").Select(a => a.GetAttribute("href")));
        IElement onnx = page.FindAll("a[download]").Single(a => a.TextContent == "Download as ONNX");
        Assert.Equal($"/api/runs/{Finished}/checkpoints/best?format=onnx", onnx.GetAttribute("href"));
        Assert.Equal($"{Finished}.onnx", onnx.GetAttribute("download"));
        Assert.Contains("162.4 MB", page.Markup, StringComparison.Ordinal);
        Assert.Contains(Record.CheckpointRows[0].Sha256, page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void It_shows_the_pair_grid_configuration_and_hardest_pairs()
    {
        IRenderedComponent<RunPage> page = Open(Finished);
        Assert.Equal($"/api/runs/{Finished}/pairs.png?v=20", page.Find("img.pairs").GetAttribute("src"));
        Assert.Contains("learning_rate", page.Markup, StringComparison.Ordinal);
        Assert.Contains("✕ wrong", page.Find("[aria-label='Hardest pairs']").TextContent, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal(6, page.FindAll(".canvas").Count));
    }

    [Fact]
    public void A_run_of_an_extended_sweep_says_of_how_many_epochs_it_trains()
    {
        Record.SweepRows[0] = Record.SweepRows[0] with { Epochs = 30 };
        IRenderedComponent<RunPage> page = Open(Finished);
        Assert.Contains("epoch 20 of 30", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RunAlarm.Collapsed, "collapsed", "This run has collapsed", "smaller learning rate")]
    [InlineData(RunAlarm.AtChance, "at chance", "This run is at chance", "check that each folder")]
    public void A_run_that_learned_nothing_says_so_at_its_top_and_what_to_try_and_is_not_green(
        RunAlarm alarm,
        string word,
        string title,
        string advice)
    {
        SampleFakes.Alarm(Record, Finished, alarm);
        IRenderedComponent<RunPage> page = Open(Finished);
        Assert.Equal(word, page.Find(".facts .alarm").TextContent[1..].Trim());
        Assert.Contains("doubtful", page.Find(".facts .state-finished").ClassList);
        IElement banner = page.Find(".notice-warning");
        Assert.Equal(title, banner.QuerySelector("strong")!.TextContent);
        Assert.Contains(advice, banner.TextContent, StringComparison.Ordinal);
        Assert.Contains("stop_hopeless: true", banner.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_recovered_is_shown_as_any_other()
    {
        SampleFakes.Alarm(Record, Finished, RunAlarm.AtChance);
        Record.EventRows.Add(
            Record.EventRows[^1] with
            {
                Id = Record.EventRows.Count + 1,
                Kind = EventKinds.Recovered,
                Detail = """{"epoch":9}""",
            });
        IRenderedComponent<RunPage> page = Open(Finished);
        Assert.Empty(page.FindAll(".alarm, .doubtful, .notice-warning"));
    }

    [Fact]
    public void A_failed_run_says_why()
    {
        IRenderedComponent<RunPage> page = Open(Finished with { Trial = 3 });
        Assert.Contains("The loss of step 1 is not a number.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Why it failed", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_ended_unevaluated_does_not_promise_what_comes_after_an_epoch()
    {
        IRenderedComponent<RunPage> page = Open(Finished with { Trial = 3 });
        page.WaitForAssertion(() => Assert.Contains("It ended before its first step.", page.Markup, StringComparison.Ordinal));
        Assert.Equal(
            3,
            page.FindAll("section")
                .Count(s => s.TextContent.Contains("This run ended before any epoch was evaluated.", StringComparison.Ordinal)));
        Assert.DoesNotContain("appear", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("after the first", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_is_deleted_while_shown_says_so()
    {
        IRenderedComponent<RunPage> page = Open(Finished);
        Record.RunRows.RemoveAll(r => r.RunId == Finished);
        Record.Commit(new RecordChange(Finished.SweepId, Finished, ChangeKinds.Runs));
        page.WaitForAssertion(() => Assert.Equal("This run was deleted", page.Find("h1").TextContent));
    }

    [Fact]
    public void A_picture_that_cannot_be_drawn_is_replaced_by_a_reason()
    {
        IRenderedComponent<RunPage> page = Open(Finished);
        page.WaitForElement("img.pairs").TriggerEvent("onerror", new Microsoft.AspNetCore.Components.Web.ErrorEventArgs());
        page.WaitForAssertion(() => Assert.Contains("The picture cannot be drawn here", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Charts_are_drawn_once_for_each_read()
    {
        IRenderedComponent<RunPage> page = Open(Finished);
        page.WaitForAssertion(() => Assert.Equal(6, JSInterop.Invocations.Count(i => i.Identifier == "charts.draw")));
    }

    [Fact]
    public void Tags_and_a_note_are_saved_and_shown_as_text_whatever_they_hold()
    {
        Record.Said[Finished] = new Annotation(["<script>alert(1)</script>", "best"], "<b>bold</b>");
        IRenderedComponent<RunPage> page = Open(Finished);
        Assert.Equal(["<script>alert(1)</script>", "best"], page.FindAll(".tag").Select(t => t.TextContent));
        Assert.Empty(page.FindAll("script, b"));
        page.Find(".said input").Input(" two, one ,two");
        page.Find("form.said").Submit();
        page.WaitForAssertion(() => Assert.Equal(["one", "two"], Commands.Said?.Tags));
        Assert.Equal("<b>bold</b>", Commands.Said!.Note);
    }

    [Fact]
    public void A_tag_that_is_too_long_is_refused_in_words_before_the_head_is_asked()
    {
        IRenderedComponent<RunPage> page = Open(Finished);
        page.Find(".said input").Input(new string('x', 41));
        page.Find("form.said").Submit();
        page.WaitForAssertion(() => Assert.Contains("at most 40", page.Find(".said [role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Null(Commands.Said);
    }

    [Fact]
    public void What_was_edited_since_it_was_saved_is_not_called_saved()
    {
        IRenderedComponent<RunPage> page = Open(Finished);
        page.Find(".said textarea").Input("one");
        page.Find("form.said").Submit();
        page.WaitForAssertion(() => Assert.Equal("Saved.", page.Find(".said [role=status]").TextContent));
        page.Find(".said textarea").Input("two");
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".said [role=status]")));
    }

    [Fact]
    public void A_note_that_is_being_written_is_not_replaced_by_what_others_save()
    {
        IRenderedComponent<RunPage> page = Open(Finished);
        page.Find(".said textarea").Input("mine");
        Record.Said[Finished] = new Annotation(["theirs"], "theirs");
        Record.Commit(new RecordChange(Finished.SweepId, Finished, ChangeKinds.Annotations));
        page.WaitForElement(".tag");
        Assert.NotEqual("theirs", page.Find(".said textarea").GetAttribute("value"));
        page.Find("form.said").Submit();
        page.WaitForAssertion(() => Assert.Equal("mine", Commands.Said?.Note));
    }

    [Fact]
    public async Task A_run_reached_from_another_run_s_page_has_its_own_note_and_charts()
    {
        RunId other = Finished with { Trial = 1 };
        Record.Scores[other] = Record.Scores[other] with { Epoch = Record.Scores[Finished].Epoch };
        IRenderedComponent<RunPage> page = Open(Finished);
        page.Find(".said textarea").Input("of the first");
        object? histogram = Drawn("dissimilarities-of-test-pairs");
        page.Render(p => p.Add(x => x.Id, other.ToString()));
        page.WaitForAssertion(() => Assert.Equal("Run 1.0.0", page.Find("h1").TextContent));
        page.Find("form.said").Submit();
        page.WaitForAssertion(() => Assert.Equal("", Commands.Said?.Note));
        await DrawnAnew(page, "dissimilarities-of-test-pairs", histogram);
    }

    [Fact]
    public async Task Scores_of_a_run_that_began_again_replace_those_of_the_same_epoch_before()
    {
        IRenderedComponent<RunPage> page = Open(Finished);
        object? histogram = Drawn("dissimilarities-of-test-pairs"),
            roc = Drawn("roc");
        Record.Scores[Finished] = Record.Scores[Finished] with
        {
            Pairs = [.. Record.Scores[Finished].Pairs.Select(p => p with { Dissimilarity = 2 * p.Dissimilarity })],
        };
        Record.Commit(new RecordChange(Finished.SweepId, Finished, ChangeKinds.Evaluations));
        await DrawnAnew(page, "dissimilarities-of-test-pairs", histogram);
        await DrawnAnew(page, "roc", roc);
    }

    [Fact]
    public void Charts_of_scores_are_not_drawn_again_by_a_commit_that_leaves_the_scores_as_they_were()
    {
        IRenderedComponent<RunPage> page = Open(Finished);
        object? histogram = Drawn("dissimilarities-of-test-pairs");
        Record.Said[Finished] = new Annotation(["new"], "");
        Record.Commit(new RecordChange(Finished.SweepId, Finished, ChangeKinds.Annotations));
        page.WaitForElement(".tag");
        Assert.Same(histogram, Drawn("dissimilarities-of-test-pairs"));
    }

    [Fact]
    public void A_head_that_does_not_answer_when_a_run_is_deleted_leaves_the_page_and_says_so()
    {
        Commands.Failure = new TimeoutException("It took too long.");
        IRenderedComponent<RunPage> page = Open(Finished);
        page.FindAll("button").Single(b => b.TextContent == "Delete" && b.Closest("dialog") is null).Click();
        page.WaitForElement("dialog .danger").Click();
        page.WaitForAssertion(() =>
            Assert.Contains(
                "It took too long.",
                Assert.Single(Services.GetRequiredService<Messages>().Shown).Text,
                StringComparison.Ordinal));
    }

    [Fact]
    public void A_threshold_that_is_no_number_marks_nothing()
    {
        Record.Scores[Finished] = Record.Scores[Finished] with { Threshold = double.NaN };
        Open(Finished);
        Assert.Empty(((ChartModel)Drawn("dissimilarities-of-test-pairs")!).Marks);
    }

    [Fact]
    public void A_range_that_holds_no_step_can_be_left()
    {
        NavigationManager navigation = Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo($"runs/{Finished}?zoom=100000_200000");
        IRenderedComponent<RunPage> page = Open(Finished);
        page.WaitForAssertion(() => Assert.Contains("No step recorded in this range.", page.Markup, StringComparison.Ordinal));
        page.Find("button[aria-label='Show all of Loss']").Click();
        page.WaitForAssertion(() => Assert.DoesNotContain("zoom", navigation.Uri, StringComparison.Ordinal));
        Assert.DoesNotContain(JSInterop.Invocations, i => i.Identifier == "charts.resetZoom");
    }

    [Fact]
    public void The_moving_average_of_a_long_run_is_of_all_its_losses()
    {
        Record.LossRows[Finished] = Enumerable.Range(1, 12_000).Select(step => new LossPoint(step, step % 10 == 0 ? 1 : 0)).ToList();
        IRenderedComponent<RunPage> page = Open(Finished);
        page.WaitForAssertion(() => Assert.NotNull(Drawn("loss")));
        ChartModel chart = (ChartModel)Drawn("loss")!;
        Assert.Contains(1.0, chart.Traces[0].Y);
        Assert.All(chart.Traces[1].Y, average => Assert.Equal(0.1, average!.Value, 5));
    }

    [Fact]
    public async Task A_chart_that_the_browser_cannot_take_away_does_not_end_the_whole_connection()
    {
        IRenderedComponent<RunPage> page = Open(Finished);
        page.WaitForAssertion(() => Assert.NotNull(Drawn("loss")));
        JSInterop.SetupVoid("charts.remove", _ => true).SetException(new JSException("Failed to fetch dynamically imported module"));
        await page.FindComponents<Chart>()[0].Instance.DisposeAsync();
    }

    [Fact]
    public void The_log_is_read_when_it_is_opened_and_says_where_others_lie()
    {
        IRenderedComponent<RunPage> page = Open(Finished);
        page.FindAll("details").Last().TriggerEvent("ontoggle", EventArgs.Empty);
        page.WaitForAssertion(() =>
            Assert.Contains("No log file on the head's machine names this run", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void A_range_in_the_address_is_the_range_of_the_loss_chart()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo($"runs/{Finished}?zoom=10_20&metric=auc");
        IRenderedComponent<RunPage> page = Open(Finished);
        page.WaitForAssertion(() => Assert.Contains(page.FindAll("button"), b => b.GetAttribute("aria-label") == "Show all of Loss"));
        Assert.Equal("auc", page.Find("select[aria-label=Metric]").GetAttribute("value"));
    }

    // The model that a chart was last drawn from.
    private object? Drawn(string file) =>
        JSInterop.Invocations.Last(i => i.Identifier == "charts.draw" && (string?)i.Arguments[2] == file).Arguments[1];

    // Drawing follows a render, so no render tells of it.
    private async Task DrawnAnew(IRenderedComponent<RunPage> page, string file, object? before)
    {
        using CancellationTokenSource patience = new(DefaultWaitTimeout);
        while (await page.InvokeAsync(() => ReferenceEquals(Drawn(file), before)))
        {
            await Task.Delay(10, patience.Token);
        }
    }

    private IRenderedComponent<RunPage> Open(RunId run)
    {
        IRenderedComponent<RunPage> page = Render<RunPage>(p => p.Add(x => x.Id, run.ToString()));
        page.WaitForElement(".figures");
        return page;
    }
}
