using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles;

/// <summary>Definitions of recorded sweeps.</summary>
public static class RecordedDefinition
{
    /// <summary>Reads the definition from a sweep's text, with the data folders as they were resolved at submission.</summary>
    /// <exception cref="UserErrorException">This build cannot read the text.</exception>
    public static SweepDefinition Of(SweepRow row)
    {
        SweepParseResult parsed = SweepFile.Parse(row.SpecYaml, row.Name);
        SweepDefinition definition = parsed.Definition ?? throw new UserErrorException(
            $"Sweep {row.SweepId} was submitted with a text that this build cannot read: {parsed.Errors.First().Message}");
        return definition with { Siamese = definition.Siamese with { Dataset = row.Dataset } };
    }
}
