using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.SweepFiles.Plans;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Silo.Documents;

/// <summary>A finding in a sweep file; line 0 is one about the whole file.</summary>
internal sealed record FindingDocument(int Line, int Column, string Path, string Message)
{
    public static FindingDocument From(SweepDiagnostic finding) => new(finding.Line, finding.Column, finding.Path, finding.Message);
}

/// <summary>The plan of a sweep file, or its errors and warnings if it is refused. Members as in <see cref="SweepPlan"/>.</summary>
internal sealed record PlanDocument(
    string? Name,
    string? Method,
    string? Metric,
    string? Goal,
    double? Trials,
    bool? TrialsAreExact,
    int? RunsPerTrial,
    double? Runs,
    int? Epochs,
    int? Replicates,
    int? Folds,
    double? StepsPerRun,
    CostEstimate? Cost,
    string? Dataset,
    IReadOnlyList<ParameterPlan> Parameters,
    IReadOnlyList<FindingDocument> Errors,
    IReadOnlyList<FindingDocument> Warnings)
{
    public static PlanDocument From(SweepParseResult parsed, SweepPlan? plan, CostEstimate? cost, IEnumerable<string> dataWarnings)
    {
        SweepDefinition? definition = parsed.Definition;
        SiameseOptions? siamese = definition?.Siamese;
        return new PlanDocument(
            definition?.Name, definition?.Method, definition?.Metric.Name, Lower(definition?.Metric.Goal),
            plan?.Trials, plan?.TrialsAreExact, plan?.RunsPerTrial, plan?.Runs, siamese?.Epochs, siamese?.Replicates, siamese?.Folds,
            plan?.StepsPerRun, cost, Lower(siamese?.Dataset.Kind), plan?.Parameters ?? [],
            [.. parsed.Errors.Select(FindingDocument.From)],
            [
                .. parsed.Warnings.Select(FindingDocument.From),
                .. dataWarnings.Select(w => new FindingDocument(0, 0, "siamese.dataset", w)),
                .. plan?.Warnings.Select(w => new FindingDocument(0, 0, "", w)) ?? [],
            ]);
    }

    private static string? Lower<T>(T? value)
        where T : struct, Enum => value?.ToString().ToLowerInvariant();
}
