using System.CommandLine;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Client;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>sweeps</c></summary>
internal sealed class SweepsCommand : Command
{
    public SweepsCommand()
        : base("sweeps", "Lists the sweeps, newest first.")
    {
        Add(CliOptions.Json);
        Add(CliOptions.Server);
        Add(CliOptions.Token);
        SetAction(Execute);
    }

    private static async Task Execute(ParseResult parsed, CancellationToken cancellation)
    {
        using IRecordSource source = HeadLocator.Record(parsed);
        IReadOnlyList<SweepDocument> sweeps = await source.Sweeps(cancellation);
        if (parsed.GetValue(CliOptions.Json))
        {
            TableOutput.PrintJson(sweeps);
            return;
        }

        TableOutput.PrintTable(
            ["sweep_id", "state", "method", "metric", "trials", "runs", "created_at", "finished_at"],
            sweeps.Select(s => (string[])
            [
                s.SweepId, s.State, s.Method, $"{s.Metric} ({s.Goal})", $"{s.Trials}",
                string.Join(", ", s.Runs.Select(r => $"{r.Value} {r.Key}")), TableOutput.Time(s.CreatedAt), TableOutput.Time(s.FinishedAt),
            ]));
    }
}
