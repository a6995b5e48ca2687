using System.CommandLine;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Client;
using SiameseSweep.Silo.Documents;
using SiameseSweep.Silo.Homes;
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
        using IRecordSource source = HeadLocator.Record(parsed);
        string sweep = parsed.GetRequiredValue(_sweep);
        await NoteWhenNobodyTrains(parsed, source, sweep, cancellation);
        await SweepWatch.UntilEnd(source, sweep, TimeProvider.System, cancellation);
        RankingDocument ranking = await source.Best(sweep, cancellation);
        RankingPrinter.Print(ranking);
        if (SweepOutcome.Trouble(ranking) is { } trouble)
        {
            Terminal.Note(trouble);
        }

        return (int)SweepOutcome.Of(ranking);
    }

    // The record can be watched without a head, but nothing will happen there; somebody may be about to start one.
    private static async Task NoteWhenNobodyTrains(ParseResult parsed, IRecordSource source, string sweep, CancellationToken cancellation)
    {
        HomeDirectory home = Settings.From(parsed).Home;
        if (parsed.GetValue(CliOptions.Server) is null && HeadFile.Find(home) is null
            && !States.ParseSweepState((await source.Progress(sweep, cancellation)).Sweep.State).IsFinal())
        {
            Terminal.Note(
                $"No head is up in {home.Path}, so nothing trains there until one is started: "
                    + $"'siamese-sweep serve' with a worker, or 'run' with the sweep's file."
            );
        }
    }
}
