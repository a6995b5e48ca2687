using System.CommandLine;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Client;
using SiameseSweep.Silo.Documents;
using SiameseSweep.Silo.Progress;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>best SWEEP</c></summary>
internal sealed class BestCommand : DocumentCommand<RankingDocument>
{
    private readonly Argument<string> _sweep = CliArguments.Sweep();

    public BestCommand()
        : base("best", "Shows a sweep's ranking, with intervals and baselines, which parameters matter and where runs fail.") =>
        Add(_sweep);

    protected override async Task<RankingDocument> Read(ParseResult parsed, CancellationToken cancellation)
    {
        using IRecordSource source = HeadLocator.Record(parsed);
        return await source.Best(parsed.GetRequiredValue(_sweep), cancellation);
    }

    protected override void Print(RankingDocument ranking)
    {
        Terminal.Line($"{ranking.SweepId}: {ranking.State}, by {ranking.Metric} ({ranking.Goal})");
        RankingPrinter.Print(ranking);
        ParameterLines.Print(ranking);
        if (ranking.Chosen() is { Run: { } chosen, Checkpoint: { } checkpoint })
        {
            Terminal.Line($"Best checkpoint: {checkpoint.Path} (run {chosen}, epoch {checkpoint.Epoch})");
        }
    }
}
