using System.CommandLine;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Client;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>sweeps</c></summary>
internal sealed class SweepsCommand : DocumentCommand<IReadOnlyList<SweepDocument>>
{
    public SweepsCommand()
        : base("sweeps", "Lists the sweeps, newest first.")
    {
    }

    protected override async Task<IReadOnlyList<SweepDocument>> Read(ParseResult parsed, CancellationToken cancellation)
    {
        using IRecordSource source = HeadLocator.Record(parsed);
        return await source.Sweeps(cancellation);
    }

    protected override void Print(IReadOnlyList<SweepDocument> sweeps)
    {
        TableOutput.PrintTable(
            ["sweep_id", "state", "method", "metric", "trials", "runs", "created_at", "finished_at"],
            sweeps.Select(s => (string[])
            [
                s.SweepId, s.State, s.Method, $"{s.Metric} ({s.Goal})", $"{s.Trials}",
                string.Join(", ", s.Runs.Select(r => $"{r.Value} {r.Key}")), TableOutput.Time(s.CreatedAt), TableOutput.Time(s.FinishedAt),
            ]));
    }
}
