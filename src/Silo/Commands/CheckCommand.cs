using System.CommandLine;
using System.Globalization;
using SiameseSweep.Core;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Documents;

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
        string[] dataWarnings = result.Definition is { } definition
            ? [.. DataPresence.Warnings(definition.Siamese.Dataset, Settings.From(parsed).DataDirectory, Path.GetDirectoryName(Path.GetFullPath(file))!)]
            : [];
        if (parsed.GetValue(CliOptions.Json))
        {
            Listing.PrintJson(PlanDocument.From(result, dataWarnings));
            return (int)(result.Definition is null ? ExitCode.Refused : ExitCode.Done);
        }

        foreach (SweepDiagnostic finding in result.Diagnostics)
        {
            Terminal.Note(SweepCheck.Describe(finding, file));
        }

        foreach (string warning in dataWarnings)
        {
            Terminal.Note($"{file}: warning: {warning}");
        }

        if (result.Definition is null)
        {
            return (int)ExitCode.Refused;
        }

        Print(PlanDocument.From(result, dataWarnings), result.Definition);
        return (int)ExitCode.Done;
    }

    private static void Print(PlanDocument plan, SweepDefinition definition)
    {
        Terminal.Line($"{plan.Name}: {plan.Method}, by {plan.Metric} ({plan.Goal}), on {plan.Dataset} faces");
        string trials = plan.Trials is { } count ? count.ToString(CultureInfo.InvariantCulture) : "trials until stopped";
        Terminal.Line(plan.Runs is { } runs
            ? $"{trials} trials × {plan.Replicates} replicates × {plan.Folds} folds = {runs} runs of {plan.Epochs} epochs"
            : $"{trials}, each {plan.Replicates} replicates × {plan.Folds} folds of {plan.Epochs} epochs");
        foreach (ParameterSpec parameter in definition.Space.Parameters)
        {
            Terminal.Line($"  {parameter.Name}: {parameter.Distribution}");
        }
    }
}
