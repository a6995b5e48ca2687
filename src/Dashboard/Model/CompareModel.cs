using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Dashboard.Model.Charts;

namespace SiameseSweep.Dashboard.Model;

/// <summary>A run of a comparison.</summary>
public sealed record ComparedRun(
    string Name,
    RunRow Row,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyList<EvaluationRow> Evaluations,
    DissimilaritySet? Scores,
    RunAlarm? Alarm)
{
    /// <summary>Its trial's parameters; null where this build cannot read them.</summary>
    public RunConfiguration? Configuration { get; init; }

    /// <summary>Every metric at the epoch that its scores are of: the run's best by its sweep's metric.</summary>
    public IReadOnlyDictionary<string, double> AtBest { get; } =
        Evaluations.Where(e => e.Epoch == Scores?.Epoch).DistinctBy(e => e.Metric).ToDictionary(e => e.Metric, e => e.Value);
}

/// <summary>Runs side by side, also of different sweeps, without their losses (they change much more often).</summary>
/// <param name="Runs">Those that are on record.</param>
/// <param name="Missing">Ids that are not.</param>
/// <param name="Differences">Parameters in which the runs differ.</param>
public sealed record CompareModel(IReadOnlyList<ComparedRun> Runs, IReadOnlyList<RunId> Missing, IReadOnlyList<string> Differences)
{
    /// <summary>Reads it.</summary>
    public static CompareModel Read(IRecordReader reader, IReadOnlyList<RunId> runs)
    {
        bool severalSweeps = runs.Select(r => r.SweepId).Distinct().Skip(1).Any();
        ComparedRun?[] read = runs.AsParallel().AsOrdered().Select(run => ReadOne(reader, run, severalSweeps)).ToArray();
        List<ComparedRun> found = read.OfType<ComparedRun>().ToList();
        List<RunId> missing = runs.Where((_, i) => read[i] is null).ToList();
        return new CompareModel(found, missing, TrialParameters.Varying(found.Select(r => r.Parameters)));
    }

    private static ComparedRun? ReadOne(IRecordReader reader, RunId run, bool severalSweeps)
    {
        if (reader.Run(run) is not RunRow row)
        {
            return null;
        }

        string parameters = reader.Trial(run.SweepId, run.Trial)?.Parameters ?? "{}";
        return new ComparedRun(
            severalSweeps ? run.ToString() : RunsTable.ShortName(run), row, ParameterText.Read(parameters),
            reader.Evaluations(run), reader.Dissimilarities(run, EvaluationSplit.Test), AlarmedRuns.Read(reader, run))
        {
            Configuration = TrialParameters.TryFromJson(parameters),
        };
    }

    /// <summary>A metric over epochs.</summary>
    public ChartModel Metric(string metric) => MetricCharts.OfRuns(Runs.Select(r => (r.Name, r.Evaluations)).ToList(), metric);

    /// <summary>ROC curves over one another.</summary>
    public ChartModel Roc() => VerificationCharts.Roc(Runs
        .Select(r => (r.Name, Curve: r.Scores is null ? null : OperatingCurve.Of(r.Scores.Pairs)))
        .Where(r => r.Curve is not null).Select(r => (r.Name, r.Curve!)).ToList());

    /// <summary>The metrics that a comparison lists beside the parameters.</summary>
    public static IEnumerable<string> Shown(IReadOnlyList<string> metrics) =>
        metrics.Where(m => MetricName.Find(m) is { Split: not MetricSplit.Train, Measure.InShort: true })
            .OrderDescending(StringComparer.Ordinal);

    /// <summary>Metrics that any of the runs has.</summary>
    public IReadOnlyList<string> Metrics =>
        Runs.SelectMany(r => r.Evaluations).Select(e => e.Metric).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
}
