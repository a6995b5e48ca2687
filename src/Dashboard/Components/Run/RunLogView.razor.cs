using Microsoft.AspNetCore.Components;
using SiameseSweep.Core;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Components.Run;

/// <summary>Log lines of a run, read when opened because log files are long.</summary>
public sealed partial class RunLogView
{
    private const int Most = 500;
    private IReadOnlyList<string>? _lines;
    private string? _error;

    [Inject] public required RunLog Log { get; init; }

    /// <summary>The run.</summary>
    [Parameter, EditorRequired] public required RunId Run { get; set; }

    private async Task Read()
    {
        RunId run = Run;
        try
        {
            _lines = await Task.Run(() => Log.Lines(run, Most));
            _error = null;
        }
        catch (UserErrorException e)
        {
            _error = e.Message;
        }
    }
}
