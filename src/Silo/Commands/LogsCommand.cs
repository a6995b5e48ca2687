using System.CommandLine;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Client;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>logs RUN</c></summary>
internal sealed class LogsCommand : DocumentCommand<IReadOnlyList<EventDocument>>
{
    private readonly Argument<string> _run = CliArguments.Run();

    public LogsCommand()
        : base("logs", "Shows what happened to a run, in order, with the numbers of every decision.") => Add(_run);

    protected override async Task<IReadOnlyList<EventDocument>> Read(ParseResult parsed, CancellationToken cancellation)
    {
        using IRecordSource source = HeadLocator.Record(parsed);
        return await source.Events(parsed.GetRequiredValue(_run), cancellation);
    }

    protected override void Print(IReadOnlyList<EventDocument> events)
    {
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
