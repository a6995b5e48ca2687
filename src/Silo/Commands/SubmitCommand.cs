using System.CommandLine;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Client;
using SiameseSweep.Silo.Documents;
using SiameseSweep.Silo.SweepFiles;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>submit FILE</c></summary>
internal sealed class SubmitCommand : Command
{
    private readonly Argument<string> _file = CliArguments.File();

    public SubmitCommand()
        : base("submit", "Gives a sweep file to a head; always a new sweep. Prints its id.")
    {
        Add(_file);
        Add(CliOptions.Json);
        Add(CliOptions.Server);
        Add(CliOptions.Token);
        SetAction(Execute);
    }

    private async Task Execute(ParseResult parsed, CancellationToken cancellation)
    {
        string file = parsed.GetRequiredValue(_file);
        string yaml = SweepText.Read(file);
        SweepCheck.Accept(yaml, file);
        using HeadClient head = HeadLocator.Head(parsed);
        SweepDocument sweep = await head.Submit(yaml, Path.GetFileName(file), cancellation);
        if (parsed.GetValue(CliOptions.Json))
        {
            TableOutput.PrintJson(sweep);
        }
        else
        {
            Terminal.Line(sweep.SweepId);
        }
    }
}
