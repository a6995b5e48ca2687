using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles;

/// <summary>Result of reading a sweep file: a definition or errors, and warnings.</summary>
/// <param name="Definition">Null exactly when there is an error.</param>
/// <param name="Diagnostics">Errors and warnings in the order of the text.</param>
public sealed record SweepParseResult(SweepDefinition? Definition, IReadOnlyList<SweepDiagnostic> Diagnostics)
{
    /// <summary>The findings that refuse the file.</summary>
    public IEnumerable<SweepDiagnostic> Errors => Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error);

    /// <summary>The findings that do not.</summary>
    public IEnumerable<SweepDiagnostic> Warnings => Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Warning);
}
