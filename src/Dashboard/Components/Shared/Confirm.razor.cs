using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace SiameseSweep.Dashboard.Components.Shared;

/// <summary>Asks before something that cannot be undone.</summary>
public sealed partial class Confirm : IAsyncDisposable
{
    private const string Module = "./_content/SiameseSweep.Dashboard/confirm.js";
    private readonly string _id = $"confirm-{Guid.CreateVersion7():N}";
    private IJSObjectReference? _module;
    private ElementReference _dialog;
    private TaskCompletionSource<bool>? _asked;
    private string _title = "";
    private string _message = "";
    private string _yes = "";

    [Inject] public required IJSRuntime Js { get; init; }

    /// <summary>Asks; false when the user thinks better of it.</summary>
    public async Task<bool> Ask(string title, string message, string yes)
    {
        (_title, _message, _yes) = (title, message, yes);
        _asked?.TrySetResult(false);
        TaskCompletionSource<bool> asked = _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        StateHasChanged();
        _module ??= await Js.InvokeAsync<IJSObjectReference>("import", Module);
        await _module.InvokeVoidAsync("open", _dialog);
        return await asked.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _asked?.TrySetResult(false);
        if (_module is not null)
        {
            try
            {
                await _module.DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                // The browser is gone, and its module with it.
            }
        }
    }

    private async Task Answer(bool yes)
    {
        if (_asked?.TrySetResult(yes) == true && _module is not null)
        {
            await _module.InvokeVoidAsync("close", _dialog);
        }
    }
}
