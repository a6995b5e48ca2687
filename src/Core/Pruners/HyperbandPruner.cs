using SiameseSweep.Core.Settings;

namespace SiameseSweep.Core.Pruners;

/// <summary>
/// Early stopping as W&amp;B's server does it (wandb/sweeps, hyperband_stopping.py): at every report a run is judged at the last
/// band it reached, against the value at index int(n/eta) of all runs that reached that band. An iteration is one logged
/// finite value; band 3 is reached with the third.
/// </summary>
public sealed class HyperbandPruner(SettingValues settings) : IPruner
{
    private static readonly WholeSetting MinIter = new(
        "min_iter",
        1,
        int.MaxValue,
        null,
        "the first band, which the others are counted up from");
    private static readonly WholeSetting MaxIter = new("max_iter", 1, int.MaxValue, null, "the epochs that bands are counted down from");
    private static readonly NumberSetting S = new("s", "1 or above", v => v >= 1, null, "the number of bands below max_iter");
    private static readonly NumberSetting Eta =
        new("eta", "above 1", v => v > 1, 3, "the factor between the epochs of two bands; of that many runs one continues");

    private static readonly FlagSetting Strict = new("strict", true, "whether the value at the band counts, rather than the best so far");

    private readonly int[] _bands = [.. BandsOf(settings)];
    private readonly double _eta = settings.Get(Eta);
    private readonly bool _strict = settings.Get(Strict);

    private const string StrictAdvice =
        "'strict' is not given. W&B's schema defaults to true, its documentation to false. The default here is true; write it out.";

    /// <summary>The pruner as sweep files name it.</summary>
    public static PrunerDefinition Definition { get; } =
        new("hyperband", [MinIter, MaxIter, S, Eta, Strict], settings => new HyperbandPruner(settings))
        {
            Problem = ProblemOf,
            Advice = settings => settings.Gives(Strict) ? [] : [(Strict, StrictAdvice)],
            FirstBand = settings => BandsOf(settings)[0],
        };

    /// <inheritdoc/>
    public string Type => Definition.Type;

    /// <summary>The bands in rising order: max_iter/eta^k for k = 1..s down to 1, or min_iter·eta^k.</summary>
    public static IReadOnlyList<int> BandsOf(SettingValues settings) => settings.Gives(MaxIter) && settings.Gives(S)
        ? Bands.Below(settings.Get(MaxIter), settings.Get(S), settings.Get(Eta))
        : Bands.From(settings.Get(MinIter), settings.Get(Eta));

    private static string? ProblemOf(SettingValues settings)
    {
        bool byMax = settings.Gives(MaxIter) && settings.Gives(S);
        if (!byMax && !settings.Gives(MinIter))
        {
            return settings.Gives(MaxIter) ? "needs 's' beside 'max_iter'. Add it." : "needs 'min_iter' (or 'max_iter' with 's'). Add it.";
        }

        return BandsOf(settings).Count == 0 ? "has no band: max_iter / eta is below 1. Raise max_iter or lower eta." : null;
    }

    /// <inheritdoc/>
    public PruneDecision? Judge(PruningContext context)
    {
        double[] own = PrunerMath.Scores(context.Run, context.Metric);
        int band = _bands.LastOrDefault(b => b <= own.Length);
        if (band == 0)
        {
            return null;
        }

        double[] reached =
        [
            own[band - 1],
            .. context.Peers.Select(p => PrunerMath.ScoreAt(p, context.Metric, band)).OfType<double>(),
        ];
        Array.Sort(reached);
        double threshold = reached[(int)(reached.Length / _eta)];
        double score = _strict ? own[band - 1] : own.Min();
        bool prune = score > threshold;

        // Between bands a run is judged again, since peers move the threshold, but only an ending is worth a record.
        return prune || own.Length == band
            ? PrunerMath.Decide(Type, context.Metric, prune, band, score, threshold, reached.Length)
            : null;
    }
}
