using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Silo.Documents;

/// <summary>A row of <c>runs</c>; its alarm is <c>collapsed</c>, <c>at_chance</c> or null, whatever its state.</summary>
internal sealed record RunDocument(
    string RunId, string SweepId, int Trial, int Replicate, int Fold, string State, int Attempt, string? Device, string? Silo,
    int? Threads, long Seed, int Epoch, int Step, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt,
    string? Reason, string? Alarm)
{
    public static IEnumerable<RunDocument> List(IRecordReader record, RunQuery query)
    {
        IReadOnlyDictionary<RunId, RunAlarm> alarms = AlarmedRuns.Read(record, query.SweepId);
        return record.Runs(query).Select(row => From(row, alarms.TryGetValue(row.RunId, out RunAlarm alarm) ? alarm : null));
    }

    public static RunDocument From(RunRow row, RunAlarm? alarm) => new(
        row.RunId.ToString(), row.RunId.SweepId, row.RunId.Trial, row.RunId.Replicate, row.RunId.Fold, row.State.Name(), row.Attempt,
        row.Device, row.Silo, row.Threads, row.Seed, row.Epoch, row.Step, row.CreatedAt, row.StartedAt, row.FinishedAt, row.Reason,
        alarm?.Name());
}
