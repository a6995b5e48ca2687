using SiameseSweep.Core.Settings;

namespace SiameseSweep.Core.Pruners;

/// <summary>
/// Ends a run whose best value so far is worse than the median of the running means of the others at the same epoch
/// (Golovin et al., "Google Vizier", KDD 2017, §3.1.1), once enough others got there.
/// </summary>
public sealed class MedianPruner(SettingValues settings) : IPruner
{
    private static readonly WholeSetting MinIter = new("min_iter", 1, int.MaxValue, 1, "the first epoch at which a run is judged");
    private static readonly WholeSetting MinPeers = new(
        "min_peers",
        1,
        int.MaxValue,
        5,
        "runs that must have reached the epoch before any is ended");

    private readonly int _minIter = settings.Get(MinIter);
    private readonly int _minPeers = settings.Get(MinPeers);

    /// <summary>The pruner as sweep files name it.</summary>
    public static PrunerDefinition Definition { get; } = new("median", [MinIter, MinPeers], settings => new MedianPruner(settings));

    /// <inheritdoc/>
    public string Type => Definition.Type;

    /// <inheritdoc/>
    public PruneDecision? Judge(PruningContext context)
    {
        double[] own = PrunerMath.Scores(context.Run, context.Metric);
        int epoch = own.Length;
        if (epoch < _minIter)
        {
            return null;
        }

        double[] means =
        [
            .. context.Peers.Select(p => PrunerMath.Scores(p, context.Metric))
                .Where(p => p.Length >= epoch)
                .Select(p => p.Take(epoch).Average())
                .Order(),
        ];
        if (means.Length < _minPeers)
        {
            return null;
        }

        double median = (means[(means.Length - 1) / 2] + means[means.Length / 2]) / 2;
        double best = own.Min();
        return PrunerMath.Decide(Type, context.Metric, best > median, epoch, best, median, means.Length);
    }
}
