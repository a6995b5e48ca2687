using Orleans;

namespace SiameseSweep.Core.SweepFiles;

/// <summary>Severity of a finding in a sweep file.</summary>
public enum DiagnosticSeverity
{
    /// <summary>The file is refused.</summary>
    Error,

    /// <summary>The file is accepted; the user should know.</summary>
    Warning,
}

/// <summary>One finding in a sweep file.</summary>
/// <param name="Severity">Whether it refuses the file.</param>
/// <param name="Line">From 1; 0 when it has no place in the text.</param>
/// <param name="Column">From 1; 0 when it has no place in the text.</param>
/// <param name="Path">Where in the document, such as <c>parameters.margin.min</c>.</param>
/// <param name="Message">One sentence: what is wrong with which value, and the remedy.</param>
[GenerateSerializer, Immutable]
public sealed record SweepDiagnostic(
    [property: Id(0)] DiagnosticSeverity Severity,
    [property: Id(1)] int Line,
    [property: Id(2)] int Column,
    [property: Id(3)] string Path,
    [property: Id(4)] string Message);
