using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Pruners;

/// <summary>
/// Ends a run whose best value so far is worse than the median of the running means of the others at the same epoch
/// (Golovin et al., "Google Vizier", KDD 2017, §3.1.1), once enough others got there.
/// </summary>
public sealed class MedianPruner(EarlyTerminateSpec spec) : IPruner
{
    /// <inheritdoc/>
    public string Type => "median";

    /// <inheritdoc/>
    public PruneDecision? Judge(PruningContext context)
    {
        double[] own = PrunerMath.Scores(context.Run, context.Metric);
        int epoch = own.Length;
        if (epoch < (spec.MinIter ?? 1))
        {
            return null;
        }

        double[] means =
        [
            .. context.Peers.Select(p => PrunerMath.Scores(p, context.Metric)).Where(p => p.Length >= epoch).Select(p => p.Take(epoch).Average()).Order(),
        ];
        if (means.Length < spec.MinPeers)
        {
            return null;
        }

        double median = (means[(means.Length - 1) / 2] + means[means.Length / 2]) / 2;
        double best = own.Min();
        return PrunerMath.Decide(Type, context.Metric, best > median, epoch, best, median, means.Length);
    }
}
