using Bunit;
using SiameseSweep.Core;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Runs;
using SiameseSweep.Dashboard.Components.Cluster;
using SiameseSweep.Dashboard.Tests.Fakes;

namespace SiameseSweep.Dashboard.Tests.Components;

public sealed class ClusterPageTests : DashboardContext
{
    private static readonly RunId Run = new("margins-7f3a", 0, 0, 0);

    [Fact]
    public void A_cluster_page_says_what_it_could_not_read_whatever_it_was_and_asks_again()
    {
        Record.Failure = new FormatException("It is no number.");
        Cluster.Known.Add(new SiloView("head", "head", true, SampleFakes.Start, []));
        IRenderedComponent<ClusterPage> page = Render<ClusterPage>();
        page.WaitForAssertion(() => Assert.Contains("It is no number.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Record.Failure = null;
        page.WaitForAssertion(() => Assert.Contains("siamese-sweep worker", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void The_cluster_shows_recent_faults_newest_first()
    {
        SampleFakes.AddSweep(Record, Run.SweepId, "margins", 1, 1);
        Record.EventRows.Add(
            new Core.Store.EventRow(900, SampleFakes.Start, Run.SweepId, Run, "run_failed", """{"reason":"The <b>disk</b> is full."}"""));
        IRenderedComponent<ClusterPage> page = Render<ClusterPage>();
        page.WaitForAssertion(() =>
            Assert.Contains("The <b>disk</b> is full.", page.Find("[aria-label=Events]").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("b"));
    }

    [Fact]
    public void A_speed_that_is_not_known_yet_is_not_called_nought()
    {
        SampleFakes.AddSweep(Record, Run.SweepId, "margins", 2, 1);
        Cluster.Known.Add(new SiloView("head", "head", true, SampleFakes.Start, []));
        IRenderedComponent<ClusterPage> page = Render<ClusterPage>();
        page.WaitForElement(".figures");
        Assert.Equal(
            ["runs in training 1", "steps / s –"],
            page.FindAll(".figure").Take(2).Select(f => $"{f.Children[0].TextContent} {f.Children[1].TextContent}"));
    }

    [Fact]
    public void A_cluster_without_devices_says_how_to_add_one()
    {
        Cluster.Known.Add(new SiloView("head", "head", true, SampleFakes.Start, []));
        IRenderedComponent<ClusterPage> page = Render<ClusterPage>();
        page.WaitForAssertion(() => Assert.Contains("siamese-sweep worker", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void A_cluster_that_does_not_answer_says_so()
    {
        Cluster.Failure = new UserErrorException("The silo is shutting down.");
        IRenderedComponent<ClusterPage> page = Render<ClusterPage>();
        page.WaitForAssertion(() =>
            Assert.Contains("The silo is shutting down.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }
}
