using Microsoft.AspNetCore.Components;
using SiameseSweep.Core;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Runs;
using SiameseSweep.Dashboard.Components.Shared;
using SiameseSweep.Dashboard.Live;
using SiameseSweep.Dashboard.Model;

namespace SiameseSweep.Dashboard.Components.Run;

/// <summary>Commands on a run.</summary>
public sealed partial class RunTools
{
    private Confirm? _confirm;

    [Inject] public required ISweepCommands Commands { get; init; }

    [Inject] public required Messages Messages { get; init; }

    /// <summary>The run.</summary>
    [Parameter, EditorRequired] public required RunPageModel Model { get; set; }

    private async Task Delete()
    {
        RunId run = Model.Row.RunId;
        if (!await _confirm!.Ask("Delete this run?", $"This permanently deletes {run}, its losses, scores and checkpoints.", "Delete"))
        {
            return;
        }

        try
        {
            await Commands.DeleteRun(run);
            Messages.Say($"{run} was deleted.");
        }
        catch (UserErrorException e)
        {
            Messages.Fail(e.Message);
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException or IOException)
        {
            Messages.Fail($"The head did not do it: {e.Message}");
        }
    }
}
