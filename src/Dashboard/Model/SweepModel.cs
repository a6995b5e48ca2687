using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;

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
        return new SweepModel(
            row, RunCounts.Of(runs), ranking, RunsTable.Build(reader, row, runs, parameters, varying, ranking),
            reader.NewestEvents(sweepId, null, ShownEvents), parameters, varying);
    }

    /// <summary>A trial in a few words.</summary>
    public string Describe(int trial) => Parameters.TryGetValue(trial, out IReadOnlyDictionary<string, string>? p) ? ParameterText.Describe(p, Varying) : $"trial {trial}";
}
