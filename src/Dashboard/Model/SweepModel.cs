using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model.Charts;

namespace SiameseSweep.Dashboard.Model;

/// <summary>A sweep's page, without its curves (they change much more often).</summary>
public sealed record SweepModel(
    SweepRow Row, RunCounts Counts, Ranking Ranking, RunsTable Runs, IReadOnlyList<EventRow> Events,
    IReadOnlyDictionary<int, IReadOnlyDictionary<string, string>> Parameters, IReadOnlyList<string> Varying)
{
    /// <summary>Newest events shown.</summary>
    public const int ShownEvents = 200;

    /// <summary>Reads it; null when there is no such sweep.</summary>
    public static SweepModel? Read(IRecordReader reader, string sweepId, Func<string, Ranking> rankingOf)
    {
        if (reader.Sweep(sweepId) is not SweepRow row)
        {
            return null;
        }

        IReadOnlyList<RunRow> runs = reader.Runs(new RunQuery(sweepId));
        Dictionary<int, IReadOnlyDictionary<string, string>> parameters =
            reader.Trials(sweepId).ToDictionary(t => t.Trial, t => ParameterText.Read(t.Parameters));
        IReadOnlyList<string> varying = ParameterText.Varying(parameters.OrderBy(p => p.Key).Select(p => p.Value));
        Ranking ranking = rankingOf(sweepId);
        IReadOnlyList<EventRow> events = reader.Events(sweepId);
        return new SweepModel(
            row, RunCounts.Of(runs), ranking, RunsTable.Build(reader, row, runs, parameters, varying, ranking),
            events.Skip(Math.Max(0, events.Count - ShownEvents)).Reverse().ToList(), parameters, varying);
    }

    /// <summary>A trial in a few words.</summary>
    public string Describe(int trial) => Parameters.TryGetValue(trial, out IReadOnlyDictionary<string, string>? p) ? ParameterText.Describe(p, Varying) : $"trial {trial}";
}

/// <summary>A sweep's loss curves over one another.</summary>
public sealed record SweepCurves(ChartModel Losses, int Shown, int All)
{
    /// <summary>Most runs drawn; the newest and the best are among them.</summary>
    public const int MostRuns = 1_000;

    /// <summary>Reads them; null when there is no such sweep.</summary>
    public static SweepCurves? Read(IRecordReader reader, string sweepId)
    {
        if (reader.Sweep(sweepId) is null)
        {
            return null;
        }

        List<RunRow> started = reader.Runs(new RunQuery(sweepId)).Where(r => r.Step > 0).ToList();
        List<RunRow> drawn = started.Skip(Math.Max(0, started.Count - MostRuns)).ToList();
        Dictionary<int, IReadOnlyDictionary<string, string>> parameters =
            reader.Trials(sweepId).ToDictionary(t => t.Trial, t => ParameterText.Read(t.Parameters));
        IReadOnlyList<string> varying = ParameterText.Varying(parameters.OrderBy(p => p.Key).Select(p => p.Value));
        bool severalRuns = drawn.GroupBy(r => r.RunId.Trial).Any(g => g.Count() > 1);
        int points = LossCharts.PointsEach(drawn.Count);
        List<LossLine> lines = drawn.Select(r => Line(reader, r, parameters, varying, severalRuns, points)).ToList();
        return new SweepCurves(LossCharts.Together(lines), drawn.Count, started.Count);
    }

    private static LossLine Line(
        IRecordReader reader, RunRow run, Dictionary<int, IReadOnlyDictionary<string, string>> parameters,
        IReadOnlyList<string> varying, bool severalRuns, int points)
    {
        IReadOnlyDictionary<string, string> own = parameters.GetValueOrDefault(run.RunId.Trial) ?? new Dictionary<string, string>();
        string name = varying.Count == 0 || varying.Count > 3 ? RunsTable.ShortName(run.RunId) : ParameterText.Describe(own, varying);
        return new LossLine(
            severalRuns && varying.Count is > 0 and <= 3 ? $"{name} · {RunsTable.ShortName(run.RunId)}" : name,
            reader.Losses(run.RunId, points), ChanceFloor.Of(own),
            $"{own.GetValueOrDefault("loss")} {own.GetValueOrDefault("margin")}", run.State == RunState.Running);
    }
}
