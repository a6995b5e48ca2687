using Microsoft.AspNetCore.Components;
using SiameseSweep.Core;
using SiameseSweep.Core.Commands;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Dashboard.Components.Controls;

/// <summary>Tags and note of a run. What is being typed is not replaced by what others save meanwhile.</summary>
public sealed partial class RunAnnotation
{
    private Annotation? _given;
    private string _tags = "";
    private string _note = "";
    private string? _refused;
    private bool _saved;

    [Inject] public required ISweepCommands Commands { get; init; }

    /// <summary>The run.</summary>
    [Parameter, EditorRequired] public required RunId Run { get; set; }

    /// <summary>What is on record.</summary>
    [Parameter, EditorRequired] public required Annotation Said { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_given is null || !_given.Tags.SequenceEqual(Said.Tags) || _given.Note != Said.Note)
        {
            _given = Said;
            _tags = string.Join(", ", Said.Tags);
            _note = Said.Note;
        }
    }

    private async Task Save()
    {
        (_refused, _saved) = (null, false);
        try
        {
            await Commands.Annotate(Run, Annotation.Of(_tags.Split(','), _note));
            _saved = true;
        }
        catch (UserErrorException e)
        {
            _refused = e.Message;
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException or IOException)
        {
            _refused = $"The head did not save it: {e.Message}";
        }
    }
}
