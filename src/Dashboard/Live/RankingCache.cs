using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Live;

/// <summary>Rankings: the bootstrap over a thousand runs takes half a second.</summary>
public sealed class RankingCache(IRankings rankings, IChangeFeed feed) : CacheBySweep<Ranking>(feed)
{
    /// <inheritdoc/>
    protected override ChangeKinds Matter => ChangeKinds.Sweep | ChangeKinds.Runs | ChangeKinds.Evaluations | ChangeKinds.Events;

    /// <inheritdoc/>
    protected override Ranking Read(string sweepId) => rankings.Of(sweepId);
}
