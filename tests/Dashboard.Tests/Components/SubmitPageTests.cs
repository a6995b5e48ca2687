using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using SiameseSweep.Dashboard.Components.Submit;
using SiameseSweep.Dashboard.Model;

namespace SiameseSweep.Dashboard.Tests.Components;

public sealed class SubmitPageTests : DashboardContext
{
    [Fact]
    public void A_mistake_in_the_editor_is_shown_with_its_line_while_typing_and_cannot_be_started()
    {
        IRenderedComponent<SubmitPage> page = Render<SubmitPage>();
        page.Find("textarea").Input("method: grid\nparameters:\n  margn: {values: [1, 2]}\n");
        page.WaitForElement(".finding");
        Assert.Contains("line 3", page.Find(".finding").TextContent, StringComparison.Ordinal);
        Assert.Contains("margin", page.Find(".finding").TextContent, StringComparison.Ordinal);
        Assert.True(page.FindAll("button").Last().HasAttribute("disabled"));
    }

    [Fact]
    public void The_sentence_stands_under_its_line_in_the_editor()
    {
        IRenderedComponent<SubmitPage> page = Render<SubmitPage>();
        page.Find("textarea").Input("method: grid\nparameters:\n  margn: {values: [1, 2]}\n");
        IElement row = page.WaitForElement(".marks .message").ParentElement!;
        Assert.Equal("3", row.QuerySelector(".number")!.TextContent);
        Assert.Contains("margin", row.QuerySelector(".message")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(
            "left: calc(3.2rem + 2ch); width: 5ch",
            row.QuerySelector(".wave")!.GetAttribute("style"),
            StringComparison.Ordinal);
        Assert.Equal("true", page.Find("textarea").GetAttribute("aria-invalid"));
    }

    [Fact]
    public void A_file_of_ten_megabytes_is_refused_and_the_editor_lives_on()
    {
        IRenderedComponent<SubmitPage> page = Render<SubmitPage>();
        page.Find("textarea").Input("method: grid\nname: " + new string('x', 10_000_000));
        page.WaitForElement(".finding");
        Assert.True(page.FindAll("button").Last().HasAttribute("disabled"));
        page.Find("textarea").Input("method: grid\nparameters:\n  margin: {values: [1, 2]}\n");
        page.WaitForElement("pre.plan");
    }

    [Fact]
    public void A_good_file_is_submitted_and_its_sweep_shown()
    {
        IRenderedComponent<SubmitPage> page = Render<SubmitPage>();
        page.Find("textarea").Input("method: grid\nparameters:\n  margin: {values: [1, 2]}\n");
        Assert.Contains("margin", page.WaitForElement("pre.plan").TextContent, StringComparison.Ordinal);
        Assert.False(page.FindAll("button").Last().HasAttribute("disabled"));
        page.FindAll("button").Last().Click();
        page.WaitForAssertion(() =>
            Assert.EndsWith("/sweeps/submitted-0001", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_example_of_the_repository_is_accepted_by_the_editor() => Assert.All(
        SweepExamples.Names, name => Assert.Empty(Core.SweepFiles.SweepFile.Parse(SweepExamples.Read(name)!, $"{name}.yaml").Errors));
}
