using System.CommandLine;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Client;
using SiameseSweep.Silo.Documents;
using SiameseSweep.Silo.Progress;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>watch SWEEP</c></summary>
internal sealed class WatchCommand : Command
{
    private readonly Argument<string> _sweep = CliArguments.Sweep();

    public WatchCommand()
        : base("watch", "Shows a sweep's progress until it ends, then its ranking.")
    {
        Add(_sweep);
        Add(CliOptions.Server);
        Add(CliOptions.Token);
        SetAction(Execute);
    }

    private async Task<int> Execute(ParseResult parsed, CancellationToken cancellation)
    {
        using IRecordSource source = Heads.Record(parsed);
        string sweep = parsed.GetRequiredValue(_sweep);
        await SweepWatch.UntilEnd(source, sweep, TimeProvider.System, cancellation);
        RankingDocument ranking = await source.Best(sweep, cancellation);
        RankingTable.Print(ranking);
        if (SweepOutcome.Trouble(ranking) is { } trouble)
        {
            Terminal.Note(trouble);
        }

        return (int)SweepOutcome.Of(ranking);
    }
}
