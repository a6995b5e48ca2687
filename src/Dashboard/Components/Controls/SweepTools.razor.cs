using Microsoft.AspNetCore.Components;
using MudBlazor;
using SiameseSweep.Core;
using SiameseSweep.Core.Commands;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Components.Controls;

/// <summary>What a user can tell a sweep to do, in the state it is in.</summary>
public sealed partial class SweepTools
{
    private bool _busy;

    [Inject] public required ISweepCommands Commands { get; init; }

    [Inject] public required ISnackbar Messages { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    /// <summary>The sweep.</summary>
    [Parameter, EditorRequired] public required SweepRow Sweep { get; set; }

    /// <summary>How many of its runs failed.</summary>
    [Parameter] public int Failed { get; set; }

    /// <summary>Called after a command had its effect.</summary>
    [Parameter] public EventCallback Done { get; set; }

    private async Task Stop()
    {
        if (await Sure("Stop this sweep?", "Its runs end and it does not go on. What was recorded stays. To go on with it later, pause it instead.", "Stop"))
        {
            await Tell("stopped", c => c.Stop(Sweep.SweepId));
        }
    }

    private async Task Delete()
    {
        if (await Sure("Delete this sweep?", $"{Sweep.Name} goes from the record with all its runs, losses and weights files. This cannot be undone.", "Delete"))
        {
            await Tell("deleted", c => c.DeleteSweep(Sweep.SweepId));
        }
    }

    private async Task<bool> Sure(string title, string message, string yes) =>
        await Dialogs.ShowMessageBoxAsync(title, message, yesText: yes, cancelText: "Cancel") == true;

    private async Task Tell(string effect, Func<ISweepCommands, Task> command)
    {
        _busy = true;
        try
        {
            await command(Commands);
            Messages.Add($"{Sweep.Name}: {effect}.", Severity.Success);
        }
        catch (UserErrorException e)
        {
            Messages.Add(e.Message, Severity.Error);
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException or IOException)
        {
            Messages.Add($"The head did not do it: {e.Message}", Severity.Error);
        }
        finally
        {
            _busy = false;
        }

        await Done.InvokeAsync();
    }
}
