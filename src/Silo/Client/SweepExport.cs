using System.Globalization;
using System.Text.Json;
using SiameseSweep.Core;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Client;

/// <summary>A sweep for other tools: CSV has a row a run and evaluated epoch; JSON has the runs in full.</summary>
internal static class SweepExport
{
    /// <param name="record">Where from.</param>
    /// <param name="rankings">Its rankings.</param>
    /// <param name="sweep">Which.</param>
    /// <param name="format"><c>csv</c> or <c>json</c>.</param>
    /// <param name="output">Where to.</param>
    /// <param name="cancellation">Ends it between two runs: there may be ten thousand, and the client may be gone.</param>
    /// <exception cref="UserErrorException">There is no such format.</exception>
    public static void Write(
        IRecordReader record, IRankings rankings, SweepRow sweep, string format, TextWriter output, CancellationToken cancellation)
    {
        switch (format)
        {
            case "json":
                output.WriteLine(JsonSerializer.Serialize(
                    new
                    {
                        Sweep = SweepDocument.From(record, sweep),
                        Ranking = RankingDocument.From(record, rankings, sweep),
                        Runs = Runs(record, sweep, cancellation).Select(run => RunDetailDocument.From(record, run)),
                    },
                    Json.Indented));
                break;
            case "csv":
                WriteCsv(record, sweep, output, cancellation);
                break;
            default:
                throw new UserErrorException($"'{format}' is not a format to export; the formats are csv and json.");
        }
    }

    private static IEnumerable<RunRow> Runs(IRecordReader record, SweepRow sweep, CancellationToken cancellation)
    {
        foreach (RunRow run in record.Runs(new RunQuery(sweep.SweepId)))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return run;
        }
    }

    private static void WriteCsv(IRecordReader record, SweepRow sweep, TextWriter output, CancellationToken cancellation)
    {
        List<(RunRow Run, IReadOnlyList<EvaluationRow> Evaluations)> runs =
            [.. Runs(record, sweep, cancellation).Select(r => (r, record.Evaluations(r.RunId)))];
        // After the runs: one that starts meanwhile may be of a trial that was not there before.
        Dictionary<int, JsonElement> parameters = record.Trials(sweep.SweepId)
            .ToDictionary(t => t.Trial, t => JsonElement.Parse(t.Parameters));
        IReadOnlyList<string> names = TrialParameters.InOrder(parameters.Values.SelectMany(p => p.EnumerateObject().Select(x => x.Name)));
        string[] metrics = [.. runs.SelectMany(r => r.Evaluations.Select(e => e.Metric)).Distinct().Order(StringComparer.Ordinal)];

        WriteRow(output, ["run_id", "sweep_id", "trial", "replicate", "fold", "state", "seed", .. names, "epoch", .. metrics]);
        foreach ((RunRow run, IReadOnlyList<EvaluationRow> evaluations) in runs)
        {
            string[] head =
            [
                run.RunId.ToString(), run.RunId.SweepId, Text(run.RunId.Trial), Text(run.RunId.Replicate), Text(run.RunId.Fold),
                Core.Runs.States.Name(run.State), Text(run.Seed), .. names.Select(n => Value(parameters[run.RunId.Trial], n)),
            ];
            ILookup<int, EvaluationRow> epochs = evaluations.ToLookup(e => e.Epoch);
            foreach (IGrouping<int, EvaluationRow> epoch in epochs.OrderBy(e => e.Key))
            {
                Dictionary<string, double> values = epoch.ToDictionary(e => e.Metric, e => e.Value);
                WriteRow(output, [.. head, Text(epoch.Key), .. metrics.Select(m => values.TryGetValue(m, out double v) ? Text(v) : "")]);
            }

            if (epochs.Count == 0)
            {
                WriteRow(output, [.. head, "", .. metrics.Select(_ => "")]);
            }
        }
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Value(JsonElement parameters, string name) => parameters.TryGetProperty(name, out JsonElement value)
        ? value.ValueKind switch { JsonValueKind.String => value.GetString()!, JsonValueKind.Null => "", _ => value.GetRawText() }
        : "";

    // RFC 4180.
    private static void WriteRow(TextWriter output, IEnumerable<string> cells) =>
        output.Write(
            string.Join(',', cells.Select(c => c.AsSpan().ContainsAny("\",\r\n") ? $"\"{c.Replace("\"", "\"\"")}\"" : c)) + "\r\n");
}
