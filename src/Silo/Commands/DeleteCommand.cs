using System.CommandLine;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Client;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>delete SWEEP|RUN</c></summary>
internal sealed class DeleteCommand : Command
{
    private readonly Argument<string> _what = CliArguments.SweepOrRun();

    public DeleteCommand()
        : base("delete", "Removes a sweep or a run with everything recorded of it and its files.")
    {
        Add(_what);
        Add(CliOptions.Server);
        Add(CliOptions.Token);
        SetAction(Execute);
    }

    private async Task Execute(ParseResult parsed, CancellationToken cancellation)
    {
        string what = parsed.GetRequiredValue(_what);
        using HeadClient head = HeadLocator.Head(parsed);
        await head.Delete(what, cancellation);
        Terminal.Line($"{what}: deleted");
    }
}
