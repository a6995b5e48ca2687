using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics.Importance;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Statistics;

/// <summary>
/// Importance of a sweep's parameters, by fANOVA (Hutter, Hoos, Leyton-Brown, ICML 2014) over the space that the sweep draws from. Looks
/// at trials that have ended with a value, pruned ones included; failed ones have none, and are told of by <see cref="ParameterFailures"/>.
/// </summary>
/// <param name="Trials">Trials it rests on.</param>
/// <param name="Parameters">Every parameter that varies, the most important first; empty when there are too few trials.</param>
/// <param name="Interactions">Share of the variance that no parameter explains alone, 0 to 1.</param>
/// <param name="Note">Why there are no numbers, as a sentence; null when there are.</param>
public sealed record ParameterImportances(int Trials, IReadOnlyList<ParameterImportance> Parameters, double Interactions, string? Note)
{
    /// <summary>Trials below which the numbers would be about chance.</summary>
    public const int FewestTrials = 8;

    /// <summary>Computes them; the same ranking gives the same numbers. Costs about half a second at 1,000 trials and more.</summary>
    /// <param name="space">What the sweep varies.</param>
    /// <param name="ranking">Its trials as they stand.</param>
    public static ParameterImportances Of(SearchSpace space, Ranking ranking)
    {
        RankedTrial[] ended =
        [
            .. ranking.Trials.Where(t => double.IsFinite(t.Value) && t.Runs.All(r => r.State.IsFinal())).OrderBy(t => t.Trial),
        ];
        string[] names = AxisPlaces.Names(space);
        if (names.Length == 0)
        {
            return Without(ended.Length, "No parameter varies, so there is no importance to tell.");
        }

        if (ended.Length < FewestTrials)
        {
            return Without(
                ended.Length,
                $"Importance needs {FewestTrials} ended trials with a value; there {(ended.Length == 1 ? "is" : "are")} {ended.Length}.");
        }

        double[] values = [.. ended.Select(t => t.Value)];
        double[] shares = FunctionalAnova.Shares(AxisPlaces.Samples(space, [.. ended.Select(t => t.Configuration)]), values);
        return shares.Sum() == 0 && values.Distinct().Count() == 1
            ? Without(ended.Length, "All trials have the same value, so no parameter matters.")
            : new ParameterImportances(
                ended.Length,
                [
                    .. names.Zip(shares, (n, s) => new ParameterImportance(n, s))
                        .OrderByDescending(p => p.Share)
                        .ThenBy(p => p.Parameter, StringComparer.Ordinal),
                ],
                Math.Clamp(1 - shares.Sum(), 0, 1),
                null);
    }

    private static ParameterImportances Without(int trials, string note) => new(trials, [], 0, note);
}
