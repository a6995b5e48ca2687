using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Samplers.Tpe;
using SiameseSweep.Core.Statistics.Importance;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Statistics;

/// <summary>Failure rates by the values of one parameter.</summary>
/// <param name="Parameter">Its name; the names of a <c>zip</c> group joined by +.</param>
/// <param name="Values">One a value in the order of the space, or five ranges that draws fall into alike; only those that runs had.</param>
public sealed record ParameterFailures(string Parameter, IReadOnlyList<FailureRate> Values)
{
    private const int MostValues = 8;
    private const int Ranges = 5;

    /// <summary>
    /// The failure rates of every parameter that varies; a trial under which a parameter does not matter is left out of that one's.
    /// </summary>
    /// <param name="space">What the sweep varies.</param>
    /// <param name="ranking">Its trials as they stand.</param>
    public static IReadOnlyList<ParameterFailures> Of(SearchSpace space, Ranking ranking)
    {
        UnitSpace cube = UnitSpace.Of(space);
        (RankedTrial Trial, UnitPoint Point)[] trials = [.. ranking.Trials.Select(t => (t, cube.Encode(t.Configuration)))];
        return
        [
            .. AxisPlaces.Names(space)
                .Select(
                    (name, axis) =>
                        new ParameterFailures(
                            name,
                            [
                                .. Rates(
                                    space.Axes[cube.Axes[axis]],
                                    [.. trials.Where(t => t.Point.Has(axis)).Select(t => (t.Trial, t.Point.Center(axis)))]),
                            ])),
        ];
    }

    private static IEnumerable<FailureRate> Rates(SearchAxis axis, (RankedTrial Trial, double Place)[] trials)
    {
        bool single = axis.Distribution.IsCategorical || trials.Select(t => t.Place).Distinct().Count() <= MostValues;
        return trials.GroupBy(t => single ? t.Place : Math.Min(Ranges - 1, Math.Floor(t.Place * Ranges)))
            .OrderBy(g => g.Key)
            .Select(g => Rate(axis, [.. g.OrderBy(t => t.Place).Select(t => t.Trial)]))
            .Where(r => r.Runs > 0);
    }

    private static FailureRate Rate(SearchAxis axis, RankedTrial[] trials)
    {
        string[] values = [.. new[] { trials[0], trials[^1] }
            .Select(t => string.Join('+', axis.Parameters.Select(p => Short(p.Definition.Read(t.Configuration))))).Distinct()];
        RunResult[] ended = [.. trials.SelectMany(t => t.Runs).Where(r => r.State.IsFinal() && (r.Lost || r.BestEpoch is not null))];
        return new FailureRate(string.Join(" – ", values), ended.Length, ended.Count(r => r.Lost || r.Alarm is not null));
    }

    private static string Short(ParameterValue value) =>
        value.Kind == ParameterValueKind.Real ? ShortNumber.Of(value.Number) : value.ToString();
}
