using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Progress;

/// <summary>The ranking as it is printed: warnings first, values with intervals, ties marked, baselines in their place.</summary>
internal static class RankingPrinter
{
    private const int MostRows = 25;

    public static void Print(RankingDocument ranking)
    {
        foreach (string warning in ranking.Warnings)
        {
            Terminal.Line($"! {warning}");
        }

        string[] varying = [.. TrialParameters.Varying(ranking.Trials.Select(t => Shown(t.Parameters)))]; // what all share is in 'show'
        string[] tests =
        [
            .. new[] { MeasureCatalog.Eer, MeasureCatalog.Auc }
                .Select(m => new MetricName(MetricSplit.Test, m).ToString())
                .Where(m => ranking.Trials.Any(t => t.Test.ContainsKey(m))),
        ];
        Table table = TableOutput.NewTable(["rank", "trial", .. varying, ranking.Metric, "95 % interval", .. tests, "runs"]);

        MetricSpec metric = MetricSpec.Of(ranking.Metric, ranking.Goal);

        // Baselines stand where their value puts them, unnumbered.
        Queue<RankedBaselineDocument> baselines = new(ranking.Baselines.OrderBy(b => metric.Cost(b.Value)));
        foreach (RankedTrialDocument trial in ranking.Trials.Take(MostRows))
        {
            while (baselines.TryPeek(out RankedBaselineDocument? next) && metric.IsBetter(next.Value, trial.Value))
            {
                TableOutput.AddRow(table, Cells(baselines.Dequeue(), varying.Length, tests));
            }

            TableOutput.AddRow(table, Cells(trial, varying, tests));
        }

        while (baselines.TryDequeue(out RankedBaselineDocument? rest))
        {
            TableOutput.AddRow(table, Cells(rest, varying.Length, tests));
        }

        TableOutput.Print(table);
        if (ranking.Trials.Count > MostRows)
        {
            Terminal.Line($"… and {ranking.Trials.Count - MostRows} more trials (siamese-sweep best {ranking.SweepId} --json shows all)");
        }

        if (ranking.Refit is { } refit)
        {
            Terminal.Line(Line(refit));
        }

        string[] alarms =
        [
            .. ranking.Trials.SelectMany(t => t.Runs)
                .Select(r => r.Alarm)
                .OfType<string>()
                .GroupBy(a => a)
                .Order()
                .Select(g => $"{g.Count()} {Words(g.Key)}"),
        ];
        if (alarms.Length > 0)
        {
            Terminal.Line($"Runs that learned nothing: {string.Join(", ", alarms)}");
        }

        if (ranking.Trials.Any(IsTied))
        {
            Terminal.Line("= statistically indistinguishable from the best (95 %)");
        }
    }

    private static string Line(RefitDocument refit)
    {
        string what = $"Refitted: trial {refit.Trial}, trial {refit.Winner} trained again on training and validation people";
        string interval = double.IsFinite(refit.Low) ? $" (95 % {TableOutput.Number(refit.Low)} – {TableOutput.Number(refit.High)})" : "";
        IEnumerable<string> others = new[] { MeasureCatalog.Eer, MeasureCatalog.Auc }
            .Select(m => new MetricName(MetricSplit.Test, m).ToString())
            .Where(m => m != refit.Metric && refit.Test.ContainsKey(m)).Select(m => $", {m} {TableOutput.Number(refit.Test[m])}");
        return double.IsFinite(refit.Value)
            ? $"{what}: {refit.Metric} {TableOutput.Number(refit.Value)}{interval}{string.Concat(others)}"
            : $"{what}: {string.Join(", ", Counted(refit.Runs.Select(r => r.State)))}";
    }

    private static string[] Cells(RankedTrialDocument trial, string[] varying, string[] tests) =>
        [
            trial.Rank is { } rank ? string.Create(CultureInfo.InvariantCulture, $"{rank}{(IsTied(trial) ? " =" : "")}") : "–",
            trial.Trial.ToString(CultureInfo.InvariantCulture),
            .. varying.Select(name => Shown(trial.Parameters).GetValueOrDefault(name, "–")),
            TableOutput.Number(trial.Value),
            double.IsFinite(trial.Low) ? $"{TableOutput.Number(trial.Low)} – {TableOutput.Number(trial.High)}" : "–",
            .. tests.Select(m => TableOutput.Number(trial.Test.GetValueOrDefault(m, double.NaN))),
            string.Join(
                ", ",
                Counted(trial.Runs.Select(r => r.State)).Concat(Counted(trial.Runs.Select(r => r.Alarm).OfType<string>().Select(Words)))),
        ];

    private static IEnumerable<string> Counted(IEnumerable<string> words) =>
        words.GroupBy(w => w).Select(g => g.Count() == 1 ? g.Key : $"{g.Count()} {g.Key}");

    private static string Words(string alarm) => alarm.Replace('_', ' ');

    private static string[] Cells(RankedBaselineDocument baseline, int varying, string[] tests) =>
    [
        "", baseline.Method, .. Enumerable.Repeat("", varying), TableOutput.Number(baseline.Value), "baseline",
        .. tests.Select(m => TableOutput.Number(baseline.Test.GetValueOrDefault(m, double.NaN))), "",
    ];

    private static bool IsTied(RankedTrialDocument trial) => trial.TiedWithBest && trial.Rank > 1;

    private static Dictionary<string, string> Shown(JsonElement parameters) => parameters.EnumerateObject()
        .Where(TrialParameters.Applies)
        .ToDictionary(p => p.Name, p => p.Value.ValueKind switch
        {
            JsonValueKind.Null => "none",
            JsonValueKind.String => p.Value.GetString()!,
            JsonValueKind.Number => p.Value.GetDouble().ToString("0.######", CultureInfo.InvariantCulture),
            _ => p.Value.GetRawText(),
        });
}
