using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Pruners;

/// <summary>
/// Early stopping as W&amp;B's server does it (wandb/sweeps, hyperband_stopping.py): at every report a run is judged at the last
/// band it reached, against the value at index int(n/eta) of all runs that reached that band. An iteration is one logged
/// finite value; band 3 is reached with the third.
/// </summary>
public sealed class HyperbandPruner(EarlyTerminateSpec spec) : IPruner
{
    private const int MaxBands = 100;

    private readonly int[] _bands = [.. BandsOf(spec)];

    /// <inheritdoc/>
    public string Type => "hyperband";

    /// <summary>The bands in rising order: max_iter/eta^k for k = 1..s down to 1, or min_iter·eta^k.</summary>
    public static IReadOnlyList<int> BandsOf(EarlyTerminateSpec spec)
    {
        List<int> bands = [];
        if (spec.MaxIter is { } maxIter && spec.S is { } s)
        {
            double band = maxIter;
            for (int k = 0; k < Math.Min(s, MaxBands) && (band /= spec.Eta) >= 1; k++)
            {
                bands.Add((int)band);
            }
        }
        else
        {
            double band = spec.MinIter ?? 1;
            for (int k = 0; k < MaxBands && band < int.MaxValue; k++, band *= spec.Eta)
            {
                bands.Add((int)band);
            }
        }

        return [.. bands.Distinct().Order()];
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
        double threshold = reached[(int)(reached.Length / spec.Eta)];
        double score = spec.Strict ? own[band - 1] : own.Min();
        bool prune = score > threshold;

        // Between bands a run is judged again, since peers move the threshold, but only an ending is worth a record.
        return prune || own.Length == band
            ? PrunerMath.Decide(Type, context.Metric, prune, band, score, threshold, reached.Length)
            : null;
    }
}
