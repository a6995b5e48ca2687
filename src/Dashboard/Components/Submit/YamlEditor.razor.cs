using Microsoft.AspNetCore.Components;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Dashboard.Components.Shared;

namespace SiameseSweep.Dashboard.Components.Submit;

/// <summary>A text field for a sweep file that shows what is wrong under the line it is wrong in.</summary>
public sealed partial class YamlEditor
{
    // A file of more lines is not written by hand; its errors are listed beside all the same.
    private const int MostMarked = 500;
    private const int LongLine = 34;
    private readonly TypedText _text = new();
    private string[] _lines = [""];
    private Dictionary<int, SweepDiagnostic> _first = [];

    /// <summary>The text.</summary>
    [Parameter] public string Value { get; set; } = "";

    /// <summary>Told at every change.</summary>
    [Parameter] public EventCallback<string> Typed { get; set; }

    /// <summary>Errors of the text.</summary>
    [Parameter] public IReadOnlyList<SweepDiagnostic> Findings { get; set; } = [];

    /// <summary>Longest text.</summary>
    [Parameter] public int MostCharacters { get; set; } = 200_000;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _text.Show(Value);
        _lines = Value.Split('\n');
        _first = Findings.Where(f => f.Line > 0)
            .OrderBy(f => f.Severity == DiagnosticSeverity.Error ? 0 : 1)
            .GroupBy(f => f.Line)
            .ToDictionary(g => g.Key, g => g.First());
    }

    private Task Write(ChangeEventArgs e) => Typed.InvokeAsync(_text.Typed(e.Value));

    private static bool IsError(SweepDiagnostic found) => found.Severity == DiagnosticSeverity.Error;

    private static string Kind(SweepDiagnostic found) => IsError(found) ? "error" : "warning";

    // Where it is, is seen: the key in front of the sentence is for the list beside.
    private static string Short(SweepDiagnostic found)
    {
        int colon = found.Message.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 && !found.Message.AsSpan(0, colon).Contains(' ') ? found.Message[(colon + 2)..] : found.Message;
    }

    private static int Start(SweepDiagnostic found) => Math.Max(0, found.Column - 1);

    private string Line(int number) => number <= _lines.Length ? _lines[number - 1] : "";

    private int Length(SweepDiagnostic found)
    {
        string rest = Line(found.Line)[Math.Min(Start(found), Line(found.Line).Length)..];
        int end = rest.IndexOfAny([':', ',', '}', ']', ' ']);
        return Math.Max(1, end > 0 ? end : rest.TrimEnd().Length);
    }

    // Under its line, to the right of what the next line says; beside it where the next line is long.
    private bool Beside(int number) => Line(number + 1).TrimEnd().Length > Math.Max(LongLine, Line(number).TrimEnd().Length);

    private int Indent(int number) => Line(Beside(number) ? number : number + 1).TrimEnd().Length + 2;
}
