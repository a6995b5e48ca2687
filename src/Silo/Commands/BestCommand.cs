using System.CommandLine;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Client;
using SiameseSweep.Silo.Documents;
using SiameseSweep.Silo.Progress;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>best SWEEP</c></summary>
internal sealed class BestCommand : Command
{
    private readonly Argument<string> _sweep = CliArguments.Sweep();

    public BestCommand()
        : base("best", "Shows a sweep's ranking, with intervals and baselines, which parameters matter and where runs fail.")
    {
        Add(_sweep);
        Add(CliOptions.Json);
        Add(CliOptions.Server);
        Add(CliOptions.Token);
        SetAction(Execute);
    }

    private async Task Execute(ParseResult parsed, CancellationToken cancellation)
    {
        using IRecordSource source = HeadLocator.Record(parsed);
        RankingDocument ranking = await source.Best(parsed.GetRequiredValue(_sweep), cancellation);
        if (parsed.GetValue(CliOptions.Json))
        {
            TableOutput.PrintJson(ranking);
            return;
        }

        Terminal.Line($"{ranking.SweepId}: {ranking.State}, by {ranking.Metric} ({ranking.Goal})");
        RankingPrinter.Print(ranking);
        ParameterLines.Print(ranking);
        if (ranking.Chosen() is { Run: { } chosen, Checkpoint: { } checkpoint })
        {
            Terminal.Line($"Best checkpoint: {checkpoint.Path} (run {chosen}, epoch {checkpoint.Epoch})");
        }
    }
}
