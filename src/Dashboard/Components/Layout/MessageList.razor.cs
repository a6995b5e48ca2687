using Microsoft.AspNetCore.Components;
using SiameseSweep.Dashboard.Live;

namespace SiameseSweep.Dashboard.Components.Layout;

/// <summary>Results of commands, shown in the corner of every page.</summary>
public sealed partial class MessageList : IDisposable
{
    [Inject] public required Messages Messages { get; init; }

    /// <inheritdoc/>
    public void Dispose() => Messages.Changed -= Show;

    /// <inheritdoc/>
    protected override void OnInitialized() => Messages.Changed += Show;

    private void Show() => _ = InvokeAsync(StateHasChanged);
}
