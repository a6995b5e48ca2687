using System.CommandLine;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Client;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>runs [SWEEP]</c></summary>
internal sealed class RunsCommand : DocumentCommand<IReadOnlyList<RunDocument>>
{
    private readonly Argument<string?> _sweep = new("SWEEP")
    {
        Description = "A sweep's id or a unique prefix of it; without it, the runs of all sweeps.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public RunsCommand()
        : base("runs", "Lists runs.") => Add(_sweep);

    protected override async Task<IReadOnlyList<RunDocument>> Read(ParseResult parsed, CancellationToken cancellation)
    {
        using IRecordSource source = HeadLocator.Record(parsed);
        return await source.Runs(parsed.GetValue(_sweep), cancellation);
    }

    protected override void Print(IReadOnlyList<RunDocument> runs)
    {
        // Only where there is one: a column of dashes would say nothing.
        bool alarmed = runs.Any(r => r.Alarm is not null);
        TableOutput.PrintTable(
            [
                "run_id", "state", .. alarmed ? ["alarm"] : Array.Empty<string>(), "attempt", "epoch", "step", "device", "threads", "silo",
                "started_at", "finished_at", "reason",
            ],
            runs.Select(r => (string[])
            [
                r.RunId, r.State, .. alarmed ? [r.Alarm ?? "–"] : Array.Empty<string>(), $"{r.Attempt}", $"{r.Epoch}", $"{r.Step}",
                r.Device ?? "–", $"{r.Threads}", r.Silo ?? "–", TableOutput.Time(r.StartedAt), TableOutput.Time(r.FinishedAt),
                r.Reason ?? "",
            ]));
    }
}
