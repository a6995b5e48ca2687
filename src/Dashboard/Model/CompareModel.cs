using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model.Charts;

namespace SiameseSweep.Dashboard.Model;

/// <summary>A run of a comparison.</summary>
public sealed record ComparedRun(
    string Name, RunRow Row, IReadOnlyDictionary<string, string> Parameters, IReadOnlyList<LossPoint> Losses, IReadOnlyList<EvaluationRow> Evaluations, DissimilaritySet? Scores);

/// <summary>Runs side by side, also of different sweeps.</summary>
/// <param name="Runs">Those that are on record.</param>
/// <param name="Missing">Ids that are not.</param>
/// <param name="Differences">Parameters in which the runs differ.</param>
public sealed record CompareModel(IReadOnlyList<ComparedRun> Runs, IReadOnlyList<RunId> Missing, IReadOnlyList<string> Differences)
{
    /// <summary>Reads it.</summary>
    public static CompareModel Read(IRecordReader reader, IReadOnlyList<RunId> runs)
    {
        bool severalSweeps = runs.Select(r => r.SweepId).Distinct().Skip(1).Any();
        Dictionary<string, Dictionary<int, string>> trials = runs.Select(r => r.SweepId).Distinct()
            .ToDictionary(s => s, s => reader.Trials(s).ToDictionary(t => t.Trial, t => t.Parameters));
        List<ComparedRun> found = [];
        List<RunId> missing = [];
        foreach (RunId run in runs)
        {
            if (reader.Run(run) is not RunRow row)
            {
                missing.Add(run);
                continue;
            }

            found.Add(new ComparedRun(
                severalSweeps ? run.ToString() : RunsTable.ShortName(run), row, ParameterText.Read(trials[run.SweepId].GetValueOrDefault(run.Trial, "{}")),
                reader.Losses(run, LossCharts.PointsEach(runs.Count)), reader.Evaluations(run), reader.Dissimilarities(run, EvaluationSplit.Test)));
        }

        return new CompareModel(found, missing, ParameterText.Varying(found.Select(r => r.Parameters)));
    }

    /// <summary>Loss curves over one another.</summary>
    public ChartModel Losses() => LossCharts.Together(Runs.Select(r => new LossLine(
        r.Name, r.Losses, ChanceFloor.Of(r.Parameters), $"{r.Parameters.GetValueOrDefault("loss")} {r.Parameters.GetValueOrDefault("margin")}", true)).ToList());

    /// <summary>A metric over epochs.</summary>
    public ChartModel Metric(string metric) => MetricCharts.OfRuns(Runs.Select(r => (r.Name, r.Evaluations)).ToList(), metric);

    /// <summary>ROC curves over one another.</summary>
    public ChartModel Roc() => VerificationCharts.Roc(Runs
        .Select(r => (r.Name, Curve: r.Scores is null ? null : OperatingCurve.Of(r.Scores.Pairs)))
        .Where(r => r.Curve is not null).Select(r => (r.Name, r.Curve!)).ToList());

    /// <summary>Metrics that any of the runs has.</summary>
    public IReadOnlyList<string> Metrics => Runs.SelectMany(r => r.Evaluations).Select(e => e.Metric).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
}
