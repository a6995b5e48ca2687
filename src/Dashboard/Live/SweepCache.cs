using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model;

namespace SiameseSweep.Dashboard.Live;

/// <summary>Sweeps as their pages show them; null for one that is not on record.</summary>
public sealed class SweepCache(IRecordReader reader, IChangeFeed feed, RankingCache rankings, TimeProvider time)
    : CacheBySweep<SweepModel?>(feed)
{
    /// <inheritdoc/>
    protected override ChangeKinds Matter => ~ChangeKinds.Losses;

    /// <inheritdoc/>
    protected override SweepModel? Read(string sweepId) => SweepModel.Read(reader, sweepId, rankings.Of, time.GetUtcNow());
}
