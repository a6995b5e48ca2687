using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Live;
using SiameseSweep.Dashboard.Tests.Components;

namespace SiameseSweep.Dashboard.Tests.Live;

public sealed class LivePageTests : DashboardContext
{
    [Fact]
    public async Task A_key_that_changes_again_while_the_last_read_still_runs_ends_with_the_newest()
    {
        using ManualResetEventSlim gate = new();
        IRenderedComponent<Probe> probe = Render<Probe>(p => p.Add(x => x.Which, "a").Add(x => x.Reading, key =>
        {
            if (key == "a")
            {
                gate.Wait();
            }
        }));

        Task second = Change(probe, "b"), third = Change(probe, "c");
        gate.Set();
        await Task.WhenAll(second, third);

        probe.WaitForAssertion(() => Assert.Equal("c", probe.Markup));
    }

    private static Task Change(IRenderedComponent<Probe> probe, string key) =>
        probe.InvokeAsync(() =>
            probe.Instance.SetParametersAsync(ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(Probe.Which)] = key }))
        );

    private sealed class Probe : LivePage<string, string>
    {
        [Parameter] public string Which { get; set; } = "";

        [Parameter] public Action<string> Reading { get; set; } = _ => { };

        protected override string Key => Which;

        protected override bool Concerns(string key, RecordChange change) => false;

        protected override string Read(string key)
        {
            Reading(key);
            return key;
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, Snapshot.Value);
    }
}
