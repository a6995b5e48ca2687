using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Samplers.Tpe;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Statistics.Importance;

/// <summary>Varying axes of a search space and the trials' places on them, for importance and failure rates.</summary>
internal static class AxisPlaces
{
    /// <summary>A name an axis: the parameter's, or those of a <c>zip</c> group joined by +.</summary>
    public static string[] Names(SearchSpace space) =>
        [.. UnitSpace.Of(space).Axes.Select(a => string.Join('+', space.Axes[a].Parameters.Select(p => p.Name)))];

    /// <summary>
    /// The samples of every axis. Where an axis does not matter to a trial, the trial's value is the same all along it: it lies at
    /// a place that is drawn
    /// from the axis's own law, as if the sweep had drawn a value there that nothing asked for.
    /// </summary>
    public static AxisSamples[] Samples(SearchSpace space, IReadOnlyList<RunConfiguration> trials)
    {
        UnitSpace cube = UnitSpace.Of(space);
        UnitPoint[] points = [.. trials.Select(cube.Encode)];
        return
        [
            .. Enumerable.Range(0, cube.Axes.Length)
                .Select(axis =>
                {
                    (double Low, double High)[] ranges =
                    [
                        .. points.Select(
                            (p, trial) => p.Has(axis) ? (p.Low[axis], p.High[axis]) : Drawn(cube.Distribution(axis), trial, axis)),
                    ];
                    return new AxisSamples([.. ranges.Select(r => r.Low)], [.. ranges.Select(r => r.High)]);
                }),
        ];
    }

    private static (double Low, double High) Drawn(ParameterDistribution distribution, int trial, int axis)
    {
        double u = KeyedRandom.For(0, RandomUse.Importance, trial, axis).NextDouble();
        return distribution.UnitRange(distribution.Quantile(u)) ?? (u, u);
    }
}
