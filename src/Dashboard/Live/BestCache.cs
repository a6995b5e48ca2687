using SiameseSweep.Core;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model;

namespace SiameseSweep.Dashboard.Live;

/// <summary>Part of a ranking that the list of sweeps shows.</summary>
/// <param name="Best">The best trial; null when none has a value.</param>
/// <param name="Alarms">Runs that collapsed or are at chance; null when there are none.</param>
/// <param name="Failure">Why there is no ranking; null when there is one.</param>
public sealed record BestTrial(RankedTrial? Best, AlarmCount? Alarms = null, string? Failure = null);

/// <summary>
/// Best trials: so little of a ranking that those of all sweeps stay. A list of more sweeps than rankings are kept would be
/// computed anew without end.
/// </summary>
public sealed class BestCache(IChangeFeed feed, RankingCache rankings) : CacheBySweep<BestTrial>(feed)
{
    /// <inheritdoc/>
    protected override long MostKept => long.MaxValue;

    /// <inheritdoc/>
    protected override ChangeKinds Matter => ChangeKinds.Sweep | ChangeKinds.Runs | ChangeKinds.Evaluations | ChangeKinds.Events;

    /// <inheritdoc/>
    protected override BestTrial Read(string sweepId)
    {
        try
        {
            Ranking ranking = rankings.Of(sweepId);
            return new BestTrial(ranking.Trials.FirstOrDefault(t => t.Rank == 1), AlarmCount.Of(ranking));
        }
        catch (Exception e) when (e is not (UserErrorException or IOException))
        {
            // Trials of an older build, say: asked again they fail again, until a commit changes them.
            return new BestTrial(null, Failure: e.Message);
        }
    }
}
