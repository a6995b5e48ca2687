using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Silo.Documents;

/// <summary>A row of <c>sweeps</c>, how many of its runs are in which state, and against how many which alarm stands.</summary>
internal sealed record SweepDocument(
    string SweepId, string Name, string Method, string Metric, string Goal, string SpecYaml, string State,
    DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, int Trials, IReadOnlyDictionary<string, int> Runs,
    IReadOnlyDictionary<string, int> Alarms)
{
    public static SweepDocument From(IRecordReader record, SweepRow row)
    {
        Dictionary<string, int> runs = Enum.GetValues<RunState>()
            .Select(state => (State: state.Name(), Count: record.CountRuns(new RunQuery(row.SweepId, state))))
            .Where(s => s.Count > 0)
            .ToDictionary(s => s.State, s => s.Count);
        return new SweepDocument(
            row.SweepId, row.Name, row.Method, row.Metric, row.Goal, row.SpecYaml, row.State.Name(),
            row.CreatedAt, row.FinishedAt, record.CountTrials(row.SweepId), runs,
            AlarmedRuns.Read(record, row.SweepId).CountBy(a => a.Value).OrderBy(a => a.Key).ToDictionary(a => a.Key.Name(), a => a.Value));
    }
}
