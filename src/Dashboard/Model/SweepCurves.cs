using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Dashboard.Model.Charts;

namespace SiameseSweep.Dashboard.Model;

/// <summary>A sweep's loss curves over one another.</summary>
/// <param name="Losses">The chart.</param>
/// <param name="Shown">Runs drawn.</param>
/// <param name="All">Runs that could be.</param>
public sealed record SweepCurves(ChartModel Losses, int Shown, int All)
{
    /// <summary>Most runs drawn; the best and the newest are among them.</summary>
    public const int MostRuns = 1_000;

    private const int BestNamed = 5;

    /// <summary>Draws the curves of the runs that a view keeps.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="kept">Its runs that the page's filter keeps.</param>
    /// <param name="curves">Reads losses: runs and the points wanted of each.</param>
    public static SweepCurves Of(
        SweepModel sweep,
        IReadOnlyList<RunsTableRow> kept,
        Func<IReadOnlyList<RunId>, int, IReadOnlyList<IReadOnlyList<LossPoint>>> curves)
    {
        List<RunRow> started = kept.Select(r => r.Run)
            .Where(r => r.Step > 0)
            .OrderBy(r => r.RunId.Trial)
            .ThenBy(r => r.RunId.Replicate)
            .ThenBy(r => r.RunId.Fold)
            .ToList();
        HashSet<RunId> best = [.. sweep.Ranking.Trials.Where(t => t.Rank is <= BestNamed).SelectMany(t => t.Runs).Select(r => r.Run)];
        List<RunRow> drawn =
            started.Count <= MostRuns
                ? started
                : [
                    .. started.Where(r => best.Contains(r.RunId)),
                    .. started.Where(r => !best.Contains(r.RunId)).TakeLast(MostRuns - started.Count(r => best.Contains(r.RunId))),
                ];
        bool severalRuns = drawn.GroupBy(r => r.RunId.Trial).Any(g => g.Count() > 1);
        IReadOnlyList<IReadOnlyList<LossPoint>> losses = curves(drawn.Select(r => r.RunId).ToList(), LossCharts.PointsEach(drawn.Count));
        List<LossLine> lines = drawn
            .Select((r, i) => Line(sweep, r, losses[i], severalRuns, best.Contains(r.RunId) || r.State == RunState.Running))
            .ToList();
        return new SweepCurves(LossCharts.Together(lines), drawn.Count, started.Count);
    }

    private static LossLine Line(SweepModel sweep, RunRow run, IReadOnlyList<LossPoint> losses, bool severalRuns, bool emphasized)
    {
        IReadOnlyDictionary<string, string> own = sweep.Parameters.GetValueOrDefault(run.RunId.Trial) ?? new Dictionary<string, string>();
        RunConfiguration? configuration = sweep.Configurations.GetValueOrDefault(run.RunId.Trial);
        string shortName = RunsTable.ShortName(run.RunId);
        string name = sweep.Varying.Count is 0 or > 3 ? $"run {shortName}" : ParameterText.Describe(own, sweep.Varying);
        return new LossLine(
            severalRuns && sweep.Varying.Count is > 0 and <= 3 ? $"{name} · {shortName}" : name,
            losses,
            configuration?.ChanceFloor(run.TrainingPeople, run.TrainingImages),
            configuration is null ? "" : ParameterText.OfLoss(configuration),
            emphasized);
    }
}
