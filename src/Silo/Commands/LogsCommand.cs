using System.CommandLine;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Client;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>logs RUN</c></summary>
internal sealed class LogsCommand : Command
{
    private readonly Argument<string> _run = CliArguments.Run();

    public LogsCommand()
        : base("logs", "Shows what happened to a run, in order, with the numbers of every decision.")
    {
        Add(_run);
        Add(CliOptions.Json);
        Add(CliOptions.Server);
        Add(CliOptions.Token);
        SetAction(Execute);
    }

    private async Task Execute(ParseResult parsed, CancellationToken cancellation)
    {
        using IRecordSource source = HeadLocator.Record(parsed);
        IReadOnlyList<EventDocument> events = await source.Events(parsed.GetRequiredValue(_run), cancellation);
        if (parsed.GetValue(CliOptions.Json))
        {
            TableOutput.PrintJson(events);
            return;
        }

        foreach (EventDocument happened in events)
        {
            string detail =
                happened.Detail.ValueKind == System.Text.Json.JsonValueKind.Object
                    ? TableOutput.Parameters(happened.Detail)
                    : happened.Detail.GetRawText();
            Terminal.Line($"{TableOutput.Time(happened.At)}  {happened.Kind, -20} {detail}");
        }
    }
}
