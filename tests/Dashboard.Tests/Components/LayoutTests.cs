using Bunit;
using SiameseSweep.Dashboard.Components.Layout;

namespace SiameseSweep.Dashboard.Tests.Components;

/// <summary>The layout that all pages share.</summary>
public sealed class LayoutTests : DashboardContext
{
    [Fact]
    public void Every_page_says_within_ten_seconds_what_is_wrong_with_the_record()
    {
        IRenderedComponent<MainLayout> page = Render<MainLayout>();
        Assert.Empty(page.FindAll("[role=alert]"));

        Record.Problem = "/home/runs.db was deleted. Stop the head and move /home/runs.rescued-1.db there.";

        page.WaitForAssertion(
            () => Assert.Contains("runs.rescued-1.db", page.Find("[role=alert]").TextContent, StringComparison.Ordinal),
            TimeSpan.FromSeconds(10));
        Assert.Single(page.FindComponents<RecordHealthNotice>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_has_signed_in_can_sign_out(bool isSignedIn)
    {
        IRenderedComponent<MainLayout> page = Render<MainLayout>(parameters =>
            parameters.AddCascadingValue(nameof(MainLayout.IsSignedIn), isSignedIn));
        Assert.Equal(isSignedIn ? 1 : 0, page.FindAll("form[action='/logout'][method=post] button").Count);
    }
}
