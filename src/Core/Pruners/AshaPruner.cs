using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Pruners;

/// <summary>
/// Asynchronous successive halving (Li et al., "A system for massively parallel hyperparameter tuning", MLSys 2020) in its
/// stopping form: at rung min_iter·eta^k a run goes on only while it is among the best 1/eta of those that reached the rung.
/// Judged once a rung, by the best value so far.
/// </summary>
public sealed class AshaPruner(EarlyTerminateSpec spec) : IPruner
{
    private readonly int[] _rungs = [.. HyperbandPruner.BandsOf(spec with { MaxIter = null, S = null })];

    /// <inheritdoc/>
    public string Type => "asha";

    /// <inheritdoc/>
    public PruneDecision? Judge(PruningContext context)
    {
        double[] own = PrunerMath.Scores(context.Run, context.Metric);
        int rung = own.Length;
        if (Array.BinarySearch(_rungs, rung) < 0)
        {
            return null;
        }

        double best = own.Min();
        double[] reached =
        [
            best,
            .. context.Peers.Select(p => PrunerMath.Scores(p, context.Metric)).Where(p => p.Length >= rung).Select(p => p.Take(rung).Min()),
        ];
        Array.Sort(reached);

        // With fewer than eta runs at the rung the best of them goes on.
        int keep = Math.Max(1, (int)(reached.Length / spec.Eta));
        double threshold = reached[keep - 1];
        return PrunerMath.Decide(Type, context.Metric, best > threshold, rung, best, threshold, reached.Length);
    }
}
