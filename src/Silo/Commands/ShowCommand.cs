using System.CommandLine;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Client;
using SiameseSweep.Silo.Documents;
using SiameseSweep.Silo.Progress;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>show RUN|SWEEP</c></summary>
internal sealed class ShowCommand : DocumentCommand<object>
{
    private readonly Argument<string> _run = CliArguments.SweepOrRun();

    public ShowCommand()
        : base(
            "show",
            "Shows one run: its state, parameters, metrics by epoch, baselines and checkpoints; "
                + "or of a sweep which parameters matter and where runs fail.") =>
        Add(_run);

    /// <summary>Reads the ranking of a sweep, or the details of a run.</summary>
    protected override async Task<object> Read(ParseResult parsed, CancellationToken cancellation)
    {
        using IRecordSource source = HeadLocator.Record(parsed);
        string id = parsed.GetRequiredValue(_run);
        return id.Contains('.') ? await source.Run(id, cancellation) : await source.Best(id, cancellation);
    }

    protected override void Print(object document)
    {
        if (document is RankingDocument ranking)
        {
            PrintSweep(ranking);
        }
        else
        {
            PrintRun((RunDetailDocument)document);
        }
    }

    private static void PrintRun(RunDetailDocument detail)
    {
        RunDocument run = detail.Run;
        Terminal.Line(
            $"{run.RunId}: {run.State}{(run.Alarm is { } alarm ? $", {alarm.Replace('_', ' ')}" : "")}"
                + (run.Reason is { } reason ? $" ({reason})" : "")
        );
        string best = detail.BestEpoch is { } epoch ? $" (best {epoch})" : "";
        Terminal.Line(
            $"  epoch {run.Epoch}{best}, step {run.Step}, attempt {run.Attempt} on {run.Device ?? "no device yet"} with {run.Threads ?? 0} "
                + $"threads, seed {run.Seed}"
        );
        Terminal.Line($"  started {TableOutput.Time(run.StartedAt)}, finished {TableOutput.Time(run.FinishedAt)}");
        Terminal.Line($"  {TableOutput.Parameters(detail.Parameters)}");
        Terminal.Line();
        PrintMetrics(detail);
        foreach (CheckpointDocument checkpoint in detail.Checkpoints)
        {
            Terminal.Line(
                $"{checkpoint.Kind} checkpoint of epoch {checkpoint.Epoch}: {checkpoint.Path} ({TableOutput.Bytes(checkpoint.Bytes)}, "
                    + $"sha256 "
                    + $"{checkpoint.Sha256[..12]}…)"
            );
        }
    }

    private static void PrintSweep(RankingDocument ranking)
    {
        Terminal.Line(
            $"{ranking.SweepId}: {ranking.State}, {ranking.Trials.Count} trials, {ranking.Trials.Sum(t => t.Runs.Count)} runs, by "
                + $"{ranking.Metric} ({ranking.Goal})"
        );
        if (ranking.Trials is [{ Rank: 1 } best, ..])
        {
            Terminal.Line($"Best: trial {best.Trial}, {TableOutput.Number(best.Value)}, {TableOutput.Parameters(best.Parameters)}");
        }

        ParameterLines.Print(ranking);
    }

    private static void PrintMetrics(RunDetailDocument detail)
    {
        string[] metrics =
        [
            .. detail.Evaluations.Select(e => e.Metric)
                .Concat(detail.Baselines.Select(b => b.Metric))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        if (metrics.Length == 0)
        {
            return;
        }

        string[] Cells(string head, Dictionary<string, double> values) =>
            [head, .. metrics.Select(m => TableOutput.Number(values.GetValueOrDefault(m, double.NaN)))];
        TableOutput.PrintTable(
            ["epoch", .. metrics],
            [
                .. detail.Baselines.GroupBy(b => b.Method).Select(g => Cells(g.Key, g.ToDictionary(b => b.Metric, b => b.Value))),
                .. detail.Evaluations.GroupBy(e => e.Epoch)
                    .OrderBy(g => g.Key)
                    .Select(g => Cells($"{g.Key}", g.ToDictionary(e => e.Metric, e => e.Value))),
            ]);
    }
}
