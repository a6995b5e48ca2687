using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Dashboard.Model.Selection;

namespace SiameseSweep.Dashboard.Model;

/// <summary>A sweep's runs with their parameters and metrics as columns.</summary>
/// <param name="Columns">All columns, in order.</param>
/// <param name="Rows">All rows, in the record's order.</param>
public sealed record RunsTable(IReadOnlyList<RunsColumn> Columns, IReadOnlyList<RunsTableRow> Rows)
{
    /// <summary>Key of the column that says which runs collapsed or are at chance; there when one did or is.</summary>
    public const string AlarmColumn = "alarm";

    private static readonly string[] TestMetrics = [.. MeasureCatalog.InShort.Select(m => new MetricName(MetricSplit.Test, m).ToString())];

    /// <summary>A run's name inside its sweep: trial.replicate.fold.</summary>
    public static string ShortName(RunId run) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{run.Trial}.{run.Replicate}.{run.Fold}");

    /// <summary>Lays out rows.</summary>
    public static RunsTable Build(
        IRecordReader reader, SweepRow sweep, IReadOnlyList<RunRow> runs,
        IReadOnlyDictionary<int, IReadOnlyDictionary<string, string>> parameters, IReadOnlyList<string> varying, Ranking ranking,
        IReadOnlySet<int>? refits = null)
    {
        Dictionary<RunId, RunResult> values = ranking.Trials.SelectMany(t => t.Runs).ToDictionary(r => r.Run);
        Dictionary<RunId, int> epochs = values.Where(v => v.Value.BestEpoch is not null)
            .ToDictionary(v => v.Key, v => v.Value.BestEpoch!.Value);
        List<string> metrics = TestMetrics.Where(m => m != sweep.Metric).ToList();
        Dictionary<string, IReadOnlyDictionary<RunId, double>> atBest = metrics.ToDictionary(
            m => m,
            m => reader.EvaluationsAt(sweep.SweepId, m, epochs));
        IReadOnlyDictionary<RunId, Annotation> said = reader.Annotations(sweep.SweepId);
        IReadOnlyList<string> names = TrialParameters.InOrder(parameters.Values.SelectMany(p => p.Keys));
        List<RunsColumn> columns =
        [
            new("run", "run", false, true), new("state", "state", false, true), new("epoch", "epoch", true, true),
            .. varying.Select(v => new RunsColumn(v, v, false, true)),
            new(sweep.Metric, sweep.Metric, true, true), new("best_epoch", "best epoch", true, true),
            .. metrics.Select(m => new RunsColumn(m, m, true, true)),
            new("tags", "tags", false, said.Count > 0),
            new("time", "time", true, true),
            new("device", "device", false, true),
            .. values.Values.Any(v => v.Alarm is not null)
                ? [new RunsColumn(AlarmColumn, "alarm", false, false)]
                : Array.Empty<RunsColumn>(),
            .. names.Except(varying, StringComparer.Ordinal).Select(n => new RunsColumn(n, n, false, false)),
        ];
        return new RunsTable(columns, runs.Select(Row).ToList());

        string Epochs(int trial, IReadOnlyDictionary<string, string> own) =>
            refits?.Contains(trial) == true ? own.GetValueOrDefault("epochs", "?") : sweep.EpochsOf(own);

        RunsTableRow Row(RunRow run)
        {
            IReadOnlyDictionary<string, string> own = parameters.GetValueOrDefault(run.RunId.Trial) ?? new Dictionary<string, string>();
            RunResult? ranked = values.GetValueOrDefault(run.RunId);
            Dictionary<string, RunsCell> cells = own.ToDictionary(p => p.Key, p => RunsCell.OfText(p.Value), StringComparer.Ordinal);
            cells["run"] = new RunsCell(ShortName(run.RunId), (run.RunId.Trial * 1e6) + (run.RunId.Replicate * 1e3) + run.RunId.Fold);
            cells["state"] = new RunsCell(run.State.Name(), null);
            cells[AlarmColumn] = new RunsCell(ranked?.Alarm?.Words() ?? "", null);
            cells["epoch"] = new RunsCell($"{run.Epoch} / {Epochs(run.RunId.Trial, own)}", run.Epoch);
            cells[sweep.Metric] = RunsCell.OfMetric(ranked?.Value ?? double.NaN);
            cells["best_epoch"] = new RunsCell(
                ranked?.BestEpoch?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? Format.None,
                ranked?.BestEpoch);
            foreach (string metric in metrics)
            {
                cells[metric] = RunsCell.OfMetric(atBest[metric].GetValueOrDefault(run.RunId, double.NaN));
            }

            TimeSpan? time = run.FinishedAt - run.StartedAt;
            cells["time"] = new RunsCell(Format.Duration(time), time?.TotalSeconds);
            cells["tags"] = new RunsCell(said.TryGetValue(run.RunId, out Annotation? about) ? string.Join(", ", about.Tags) : "", null);
            cells["device"] = new RunsCell(run.Device ?? Format.None, null);
            return new RunsTableRow(run, ranked?.Alarm, cells);
        }
    }

    /// <summary>The rows a view shows, in its order. Rows without a number come last whichever way they are sorted.</summary>
    public IReadOnlyList<RunsTableRow> Apply(RunsView view)
    {
        IEnumerable<RunsTableRow> rows = Rows;
        if (view.State is string state)
        {
            rows = rows.Where(r => r.Run.State.Name() == state);
        }

        foreach (AxisBrush brush in view.Brushes ?? [])
        {
            rows = rows.Where(r => brush.Keeps(r.Cell(brush.Column)));
        }

        foreach (string word in (view.Filter ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            rows = rows.Where(r => r.Matches(word));
        }

        if (view.Sort is not string sort || Columns.All(c => c.Key != sort))
        {
            return rows.ToList();
        }

        List<RunsTableRow> list = rows.ToList();
        IEnumerable<RunsTableRow> numbers = list.Where(r => r.Cell(sort).Number is not null);
        IEnumerable<RunsTableRow> texts = list.Where(r => r.Cell(sort).Number is null);
        return view.Descending
            ? [
                .. numbers.OrderByDescending(r => r.Cell(sort).Number),
                .. texts.OrderByDescending(r => r.Cell(sort).Text, StringComparer.Ordinal),
            ]
            : [.. numbers.OrderBy(r => r.Cell(sort).Number), .. texts.OrderBy(r => r.Cell(sort).Text, StringComparer.Ordinal)];
    }

    /// <summary>The columns a view shows.</summary>
    public IReadOnlyList<RunsColumn> Shown(RunsView view) =>
        view.Columns is { Count: > 0 } chosen
            ? Columns.Where(c => c.Key == "run" || chosen.Contains(c.Key)).ToList()
            : Columns.Where(c => c.ShownAtFirst).ToList();
}
