using System.CommandLine;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Client;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>pause</c>, <c>resume</c>, <c>stop</c> and <c>retry SWEEP</c>: one word to the head, one line back.</summary>
internal sealed class SweepActionCommand : Command
{
    private readonly Argument<string> _sweep = CliArguments.Sweep();
    private readonly string _done;

    public SweepActionCommand(string action, string description, string done)
        : base(action, description)
    {
        _done = done;
        Add(_sweep);
        Add(CliOptions.Server);
        Add(CliOptions.Token);
        SetAction(Execute);
    }

    private async Task Execute(ParseResult parsed, CancellationToken cancellation)
    {
        using HeadClient head = HeadLocator.Head(parsed);
        SweepDocument sweep = await head.Command(parsed.GetRequiredValue(_sweep), Name, cancellation);
        Terminal.Line($"{sweep.SweepId}: {_done} (now {sweep.State})");
    }
}
