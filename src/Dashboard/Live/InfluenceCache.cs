using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model;

namespace SiameseSweep.Dashboard.Live;

/// <summary>What parameters matter: half a second's work for a thousand trials.</summary>
public sealed class InfluenceCache(IRecordReader reader, IChangeFeed feed, RankingCache rankings) : CacheBySweep<ParameterInfluenceModel?>(feed)
{
    /// <inheritdoc/>
    protected override ChangeKinds Matter => ChangeKinds.Sweep | ChangeKinds.Runs | ChangeKinds.Evaluations;

    /// <inheritdoc/>
    protected override ParameterInfluenceModel? Read(string sweepId) =>
        reader.Sweep(sweepId) is SweepRow sweep ? ParameterInfluenceModel.Of(sweep, rankings.Of(sweepId)) : null;
}
