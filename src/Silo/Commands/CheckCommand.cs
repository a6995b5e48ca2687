using System.CommandLine;
using System.Globalization;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.SweepFiles.Plans;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Documents;
using SiameseSweep.Silo.SweepFiles;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>check FILE</c></summary>
internal sealed class CheckCommand : Command
{
    private readonly Argument<string> _file = CliArguments.File();

    public CheckCommand()
        : base("check", "Validates a sweep file and shows its plan, without running it.")
    {
        Add(_file);
        Add(CliOptions.Json);
        SetAction(Execute);
    }

    private int Execute(ParseResult parsed)
    {
        string file = parsed.GetRequiredValue(_file);
        SweepParseResult result = SweepFile.Parse(SweepText.Read(file), Path.GetFileName(file));
        string dataDirectory = Settings.From(parsed).DataDirectory, fileDirectory = Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (result.Definition is { } fitting && FolderDatasetCheck.Problem(fitting, dataDirectory, fileDirectory) is { } problem)
        {
            result = new SweepParseResult(
                null,
                [.. result.Diagnostics, new SweepDiagnostic(DiagnosticSeverity.Error, 0, 0, "siamese.dataset", problem)]);
        }

        string[] dataWarnings = result.Definition is { } definition
            ? [.. DataPresence.Warnings(definition.Siamese.Dataset, dataDirectory, fileDirectory)]
            : [];
        SweepPlan? plan = result.Definition is null ? null : SweepPlan.For(result.Definition);
        CostEstimate? cost = plan is null ? null : CostFromHistory.Of(result.Definition!, plan, Settings.From(parsed).Home);
        if (parsed.GetValue(CliOptions.Json))
        {
            TableOutput.PrintJson(PlanDocument.From(result, plan, cost, dataWarnings));
            return (int)(plan is null ? ExitCode.Refused : ExitCode.Done);
        }

        foreach (SweepDiagnostic finding in result.Diagnostics)
        {
            Terminal.Note(SweepCheck.Describe(finding, file));
        }

        foreach (string warning in dataWarnings)
        {
            Terminal.Note($"{file}: warning: {warning}");
        }

        if (plan is null)
        {
            return (int)ExitCode.Refused;
        }

        Terminal.Line(Headline(result.Definition!));
        Terminal.Line(SweepPlanText.Render(plan, cost).TrimEnd('\n'));
        return (int)ExitCode.Done;
    }

    private static string Headline(SweepDefinition definition) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{definition.Name}: {definition.Method} search, {Lower(definition.Metric.Goal)} {definition.Metric.Name}, on "
                + $"{Lower(definition.Siamese.Dataset.Kind)} faces, {definition.Siamese.Epochs} epochs"
        );

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
