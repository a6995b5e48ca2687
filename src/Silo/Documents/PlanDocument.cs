using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Silo.Documents;

/// <summary>A finding in a sweep file.</summary>
internal sealed record FindingDocument(int Line, int Column, string Path, string Message)
{
    public static FindingDocument From(SweepDiagnostic finding) => new(finding.Line, finding.Column, finding.Path, finding.Message);
}

/// <summary>What a sweep file comes to; where it is refused, only its errors and warnings.</summary>
internal sealed record PlanDocument(
    string? Name, string? Method, string? Metric, string? Goal, int? Trials, int? Runs, int? Epochs, int? Replicates, int? Folds,
    string? Dataset, IReadOnlyList<FindingDocument> Errors, IReadOnlyList<FindingDocument> Warnings)
{
    public static PlanDocument From(SweepParseResult parsed, IEnumerable<string> dataWarnings)
    {
        SweepDefinition? definition = parsed.Definition;
        int? trials = definition is null ? null : PlannedRunCount.Trials(definition);
        SiameseOptions? siamese = definition?.Siamese;
        return new PlanDocument(
            definition?.Name, Lower(definition?.Method), definition?.Metric.Name, Lower(definition?.Metric.Goal),
            trials, trials * siamese?.Replicates * siamese?.Folds, siamese?.Epochs, siamese?.Replicates, siamese?.Folds,
            Lower(siamese?.Dataset.Kind),
            [.. parsed.Errors.Select(FindingDocument.From)],
            [.. parsed.Warnings.Select(FindingDocument.From), .. dataWarnings.Select(w => new FindingDocument(0, 0, "siamese.dataset", w))]);
    }

    private static string? Lower<T>(T? value)
        where T : struct, Enum => value?.ToString().ToLowerInvariant();
}
