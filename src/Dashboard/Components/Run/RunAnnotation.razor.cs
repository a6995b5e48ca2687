using Microsoft.AspNetCore.Components;
using SiameseSweep.Core;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Runs;
using SiameseSweep.Dashboard.Components.Shared;

namespace SiameseSweep.Dashboard.Components.Run;

/// <summary>Tags and note of a run. What is being typed is not replaced by what others save meanwhile.</summary>
public sealed partial class RunAnnotation
{
    private readonly TypedText _tags = new();
    private readonly TypedText _note = new();
    private Annotation? _given;
    private string? _refused;
    private bool _saved;
    private bool _edited;

    [Inject] public required ISweepCommands Commands { get; init; }

    /// <summary>The run.</summary>
    [Parameter, EditorRequired] public required RunId Run { get; set; }

    /// <summary>Recorded value.</summary>
    [Parameter, EditorRequired] public required Annotation Said { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_given is null || !_given.Tags.SequenceEqual(Said.Tags) || _given.Note != Said.Note)
        {
            _given = Said;
            if (_edited)
            {
                return;
            }

            _tags.Show(string.Join(", ", Said.Tags));
            _note.Show(Said.Note);
        }
    }

    private void Edit(TypedText field, ChangeEventArgs e)
    {
        field.Typed(e.Value);
        (_edited, _saved) = (true, false);
    }

    private async Task Save()
    {
        (_refused, _saved, _edited) = (null, false, false); // what is on record from here on is shown as it is there, such as tags in order
        try
        {
            await Commands.Annotate(Run, Annotation.Of(_tags.Text.Split(','), _note.Text));
            _saved = !_edited;
            return;
        }
        catch (UserErrorException e)
        {
            _refused = e.Message;
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException or IOException)
        {
            _refused = $"The head did not save it: {e.Message}";
        }

        _edited = true;
    }
}
