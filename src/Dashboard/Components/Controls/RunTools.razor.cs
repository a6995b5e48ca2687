using Microsoft.AspNetCore.Components;
using MudBlazor;
using SiameseSweep.Core;
using SiameseSweep.Core.Commands;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model;

namespace SiameseSweep.Dashboard.Components.Controls;

/// <summary>What can be done with a run.</summary>
public sealed partial class RunTools
{
    [Inject] public required ISweepCommands Commands { get; init; }

    [Inject] public required ISnackbar Messages { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    /// <summary>The run.</summary>
    [Parameter, EditorRequired] public required RunModel Model { get; set; }

    private static Dictionary<string, object?> Download(CheckpointRow best) =>
        new() { ["download"] = $"{best.RunId}.safetensors", ["title"] = $"Epoch {best.Epoch}, SHA-256 {best.Sha256}" };

    private async Task Delete()
    {
        RunId run = Model.Row.RunId;
        if (await Dialogs.ShowMessageBoxAsync("Delete this run?", $"{run} goes from the record with its losses, scores and weights files. This cannot be undone.", yesText: "Delete", cancelText: "Cancel") != true)
        {
            return;
        }

        try
        {
            await Commands.DeleteRun(run);
            Messages.Add($"{run} was deleted.", Severity.Success);
        }
        catch (UserErrorException e)
        {
            Messages.Add(e.Message, Severity.Error);
        }
    }
}
