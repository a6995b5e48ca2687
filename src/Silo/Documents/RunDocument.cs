using SiameseSweep.Core.Store;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Silo.Documents;

/// <summary>A row of <c>runs</c>.</summary>
internal sealed record RunDocument(
    string RunId, string SweepId, int Trial, int Replicate, int Fold, string State, int Attempt, string? Device, string? Silo,
    int? Threads, long Seed, int Epoch, int Step, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt,
    string? Reason)
{
    public static RunDocument From(RunRow row) => new(
        row.RunId.ToString(), row.RunId.SweepId, row.RunId.Trial, row.RunId.Replicate, row.RunId.Fold, row.State.Name(), row.Attempt,
        row.Device, row.Silo, row.Threads, row.Seed, row.Epoch, row.Step, row.CreatedAt, row.StartedAt, row.FinishedAt, row.Reason);
}
