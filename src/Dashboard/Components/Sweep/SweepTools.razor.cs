using Microsoft.AspNetCore.Components;
using SiameseSweep.Core;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Components.Shared;
using SiameseSweep.Dashboard.Live;

namespace SiameseSweep.Dashboard.Components.Sweep;

/// <summary>Commands on a sweep, by its state.</summary>
public sealed partial class SweepTools
{
    private bool _busy;
    private Confirm? _confirm;

    [Inject] public required ISweepCommands Commands { get; init; }

    [Inject] public required Messages Messages { get; init; }

    /// <summary>The sweep.</summary>
    [Parameter, EditorRequired] public required SweepRow Sweep { get; set; }

    /// <summary>Number of failed runs.</summary>
    [Parameter] public int Failed { get; set; }

    /// <summary>Called after a command had its effect.</summary>
    [Parameter] public EventCallback Done { get; set; }

    private bool Paused => Sweep.State == SweepState.Paused;

    private string Busy => _busy ? "true" : "false";

    private Task PauseOrResume() => Paused ? Tell("resumed", c => c.Resume(Sweep.SweepId)) : Tell("paused", c => c.Pause(Sweep.SweepId));

    private async Task Stop()
    {
        if (!_busy
            && await _confirm!.Ask(
                "Stop this sweep?",
                "Its runs end and the sweep cannot be resumed. Recorded results are kept. To continue later, pause it instead.",
                "Stop"))
        {
            await Tell("stopped", c => c.Stop(Sweep.SweepId));
        }
    }

    private async Task Delete()
    {
        if (!_busy
            && await _confirm!.Ask(
                "Delete this sweep?",
                $"This permanently deletes {Sweep.Name}, all its runs and their checkpoints.",
                "Delete"))
        {
            await Tell("deleted", c => c.DeleteSweep(Sweep.SweepId));
        }
    }

    private async Task Tell(string effect, Func<ISweepCommands, Task> command)
    {
        if (_busy)
        {
            return; // pressed again before the first press had its effect
        }

        _busy = true;
        try
        {
            await command(Commands);
            Messages.Say($"{Sweep.Name}: {effect}.");
        }
        catch (UserErrorException e)
        {
            Messages.Fail(e.Message);
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException or IOException)
        {
            Messages.Fail($"The head did not do it: {e.Message}");
        }
        finally
        {
            _busy = false;
        }

        await Done.InvokeAsync();
    }
}
