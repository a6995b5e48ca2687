using System.CommandLine;
using SiameseSweep.Core;
using SiameseSweep.Silo.Api;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Client;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>extend SWEEP --run-cap N|--epochs N [--restart]</c></summary>
internal sealed class ExtendCommand : Command
{
    private readonly Argument<string> _sweep = CliArguments.Sweep();
    private readonly Option<int> _runCap = CliOptions.Number("--run-cap", "The new cap on trials.", 0, 1, int.MaxValue);
    private readonly Option<int> _epochs = CliOptions.Number("--epochs", "The new number of epochs of every trial.", 0, 1, int.MaxValue);

    private readonly Option<bool> _restart = new("--restart")
    {
        Description = "Train runs again from the first step where their learning rate depends on the epochs.",
    };

    public ExtendCommand()
        : base("extend", "Gives a sweep more trials or more epochs.")
    {
        Add(_sweep);
        Add(_runCap);
        Add(_epochs);
        Add(_restart);
        Add(CliOptions.Server);
        Add(CliOptions.Token);
        SetAction(Execute);
    }

    private async Task Execute(ParseResult parsed, CancellationToken cancellation)
    {
        int? runCap = Given(parsed.GetValue(_runCap));
        int? epochs = Given(parsed.GetValue(_epochs));
        if (runCap is null && epochs is null)
        {
            throw new UserErrorException("extend needs --run-cap N, --epochs N or both.");
        }

        using HeadClient head = HeadLocator.Head(parsed);
        SweepDocument sweep = await head.Command(
            parsed.GetRequiredValue(_sweep),
            "extend",
            cancellation,
            new ExtendRequest(runCap, epochs, parsed.GetValue(_restart)));
        Terminal.Line($"{sweep.SweepId}: extended (now {sweep.State})");
    }

    private static int? Given(int value) => value == 0 ? null : value;
}
