using System.CommandLine;
using SiameseSweep.Silo.Cli;

namespace SiameseSweep.Silo.Commands;

/// <summary>A command that reads one document from the head or the record and prints it: as text, or as JSON with <c>--json</c>.</summary>
internal abstract class DocumentCommand<T> : Command
{
    protected DocumentCommand(string name, string description)
        : base(name, description)
    {
        Add(CliOptions.Json);
        Add(CliOptions.Server);
        Add(CliOptions.Token);
        SetAction(async (parsed, cancellation) =>
        {
            T document = await Read(parsed, cancellation);
            if (parsed.GetValue(CliOptions.Json))
            {
                TableOutput.PrintJson(document);
            }
            else
            {
                Print(document);
            }
        });
    }

    /// <summary>Reads the document.</summary>
    protected abstract Task<T> Read(ParseResult parsed, CancellationToken cancellation);

    /// <summary>Prints the document as text.</summary>
    protected abstract void Print(T document);
}
