using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model;

namespace SiameseSweep.Dashboard.Live;

/// <summary>Cache of parameter importance, which takes half a second for a thousand trials.</summary>
public sealed class InfluenceCache(IRecordReader reader, IChangeFeed feed, RankingCache rankings)
    : CacheBySweep<ParameterInfluenceModel?>(feed)
{
    /// <inheritdoc/>
    protected override ChangeKinds Matter => ChangeKinds.Sweep | ChangeKinds.Runs | ChangeKinds.Evaluations;

    /// <inheritdoc/>
    protected override ParameterInfluenceModel? Read(string sweepId) =>
        reader.Sweep(sweepId) is SweepRow sweep ? ParameterInfluenceModel.Of(sweep, rankings.Of(sweepId)) : null;
}
