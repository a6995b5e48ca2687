using SiameseSweep.Core;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Silo.Cli;

namespace SiameseSweep.Silo.SweepFiles;

/// <summary>Reads a sweep file and says everything about it at once: warnings to stderr, errors as the refusal.</summary>
internal static class SweepCheck
{
    /// <exception cref="UserErrorException">The file is refused; the message has a line for every error.</exception>
    public static SweepDefinition Accept(string yaml, string file)
    {
        SweepParseResult result = SweepFile.Parse(yaml, Path.GetFileName(file));
        foreach (SweepDiagnostic warning in result.Warnings)
        {
            Terminal.Note($"{Describe(warning, file)}");
        }

        return result.Definition
            ?? throw new UserErrorException(string.Join(Environment.NewLine, result.Errors.Select(e => Describe(e, file))));
    }

    public static string Describe(SweepDiagnostic diagnostic, string file)
    {
        string place = diagnostic.Line > 0 ? $"{file}:{diagnostic.Line}:{diagnostic.Column}" : file;
        return diagnostic.Severity == DiagnosticSeverity.Error
            ? $"{place}: {diagnostic.Message}"
            : $"{place}: warning: {diagnostic.Message}";
    }
}
