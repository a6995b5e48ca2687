using Microsoft.AspNetCore.Components;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model.Charts;

namespace SiameseSweep.Dashboard.Components.Run;

/// <summary>Key of a run's loss chart.</summary>
public readonly record struct RunLossKey(RunId Run, ZoomRange? Range, double? Floor);

/// <summary>A run's losses, live; what is zoomed into is read again in detail.</summary>
public sealed partial class RunLossChart
{
    /// <summary>The run.</summary>
    [Parameter, EditorRequired] public required RunId Run { get; set; }

    /// <summary>The loss without information, if known.</summary>
    [Parameter] public double? Floor { get; set; }

    /// <summary>Whether the run has not started.</summary>
    [Parameter] public bool Waits { get; set; }

    /// <summary>Whether no more steps will come.</summary>
    [Parameter] public bool Ended { get; set; }

    /// <summary>The steps looked at.</summary>
    [Parameter] public ZoomRange? Range { get; set; }

    /// <summary>Told when others are.</summary>
    [Parameter] public EventCallback<ZoomRange?> RangeChanged { get; set; }

    /// <inheritdoc/>
    protected override RunLossKey Key => new(Run, Range, Floor);

    /// <inheritdoc/>
    protected override bool Concerns(RunLossKey key, RecordChange change) =>
        change.RunId == key.Run && (change.Kinds & ChangeKinds.Losses) != 0;

    /// <inheritdoc/>
    protected override ChartModel Read(RunLossKey key)
    {
        (int from, int to) = key.Range?.Steps() ?? (1, int.MaxValue);
        IReadOnlyList<LossPoint> drawn = Reader.Losses(key.Run, LossCharts.PointsAlone, from, to);

        // Steps have no gaps, so where some are missing the record left them out.
        bool all = drawn.Count == 0 || drawn[^1].Step - drawn[0].Step + 1 == drawn.Count;
        return LossCharts.Alone(
            drawn,
            all ? drawn : Series.Means(Reader.Losses(key.Run, fromStep: from, toStep: to), LossCharts.PointsAlone),
            key.Floor);
    }
}
