using SiameseSweep.Core.Settings;

namespace SiameseSweep.Core.Pruners;

/// <summary>
/// Asynchronous successive halving (Li et al., "A system for massively parallel hyperparameter tuning", MLSys 2020) in its
/// stopping form: at rung min_iter·eta^k a run goes on only while it is among the best 1/eta of those that reached the rung.
/// Judged once a rung, by the best value so far.
/// </summary>
public sealed class AshaPruner(SettingValues settings) : IPruner
{
    private static readonly WholeSetting MinIter = new("min_iter", 1, int.MaxValue, 1, "the epoch of the first rung");
    private static readonly NumberSetting Eta =
        new("eta", "above 1", v => v > 1, 3, "the factor between the epochs of two rungs; of that many runs one continues");

    private readonly int[] _rungs = [.. Bands.From(settings.Get(MinIter), settings.Get(Eta))];
    private readonly double _eta = settings.Get(Eta);

    /// <summary>The pruner as sweep files name it.</summary>
    public static PrunerDefinition Definition { get; } =
        new("asha", [MinIter, Eta], settings => new AshaPruner(settings)) { FirstBand = settings => settings.Get(MinIter) };

    /// <inheritdoc/>
    public string Type => Definition.Type;

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
        int keep = Math.Max(1, (int)(reached.Length / _eta));
        double threshold = reached[keep - 1];
        return PrunerMath.Decide(Type, context.Metric, best > threshold, rung, best, threshold, reached.Length);
    }
}
