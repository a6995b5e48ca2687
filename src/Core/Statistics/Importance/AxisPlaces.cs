using SiameseSweep.Core.Samplers.Tpe;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Statistics.Importance;

/// <summary>What importance and failure rates need of a search space: its axes that vary, and where trials lie on them.</summary>
internal static class AxisPlaces
{
    /// <summary>A name an axis: the parameter's, or those of a <c>zip</c> group joined by +.</summary>
    public static string[] Names(SearchSpace space) =>
        [.. UnitSpace.Of(space).Axes.Select(a => string.Join('+', space.Axes[a].Parameters.Select(p => p.Name)))];

    /// <summary>The samples of every axis. Where an axis does not matter to a trial it lies in the middle, where it takes up no room.</summary>
    public static AxisSamples[] Samples(SearchSpace space, IReadOnlyList<RunConfiguration> trials)
    {
        UnitSpace cube = UnitSpace.Of(space);
        UnitPoint[] points = [.. trials.Select(cube.Encode)];
        return [.. Enumerable.Range(0, cube.Axes.Length).Select(axis => new AxisSamples(
            [.. points.Select(p => p.Has(axis) ? p.Low[axis] : 0.5)], [.. points.Select(p => p.Has(axis) ? p.High[axis] : 0.5)]))];
    }
}
