using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.SweepFiles.Yaml;

namespace SiameseSweep.Core.Sweeps;

/// <summary>Collects what is wrong with a sweep file while it is read to its end.</summary>
internal sealed class DiagnosticBag
{
    private readonly List<SweepDiagnostic> _found = [];

    /// <summary>Whether the file is refused by now.</summary>
    public bool HasErrors => _found.Any(d => d.Severity == DiagnosticSeverity.Error);

    /// <summary>Everything found, in the order of the text.</summary>
    public IReadOnlyList<SweepDiagnostic> InOrder =>
        [.. _found.Distinct().OrderBy(d => d.Line == 0 ? int.MaxValue : d.Line).ThenBy(d => d.Column)];

    public void Error(int line, int column, string path, string message) => Add(DiagnosticSeverity.Error, line, column, path, message);

    public void Error(YamlNode at, string path, string message) => Error(at.Line, at.Column, path, message);

    public void Warning(YamlNode at, string path, string message) => Add(DiagnosticSeverity.Warning, at.Line, at.Column, path, message);

    // A path through groups of parameters is as long as their names, and messages begin with it.
    private void Add(DiagnosticSeverity severity, int line, int column, string path, string message)
    {
        string shown = QuotedText.Short(path);
        _found.Add(new(severity, line, column, shown, shown == path ? message : message.Replace(path, shown, StringComparison.Ordinal)));
    }
}
