using SiameseSweep.Core.SweepFiles.Reading;
using SiameseSweep.Core.SweepFiles.Yaml;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles;

/// <summary>Reads sweep files: W&amp;B's sweep YAML plus the block <c>siamese:</c> (CONTRACT §2).</summary>
public static class SweepFile
{
    /// <summary>
    /// Reads a sweep file to its end and reports everything that is wrong with it at once. Never throws, whatever the text.
    /// </summary>
    /// <param name="yaml">The file's text.</param>
    /// <param name="fileName">For the sweep's name where the file gives none.</param>
    public static SweepParseResult Parse(string yaml, string fileName)
    {
        DiagnosticBag diagnostics = new();
        SweepDefinition? definition = YamlReader.Read(yaml, diagnostics) is { } root
            ? new SweepReader(new NodeReader(diagnostics), root).Read(yaml, fileName)
            : null;
        return new SweepParseResult(diagnostics.HasErrors ? null : definition, diagnostics.InOrder);
    }
}
