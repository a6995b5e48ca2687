using Microsoft.AspNetCore.Components;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Live;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.Dashboard.Model.Charts;

namespace SiameseSweep.Dashboard.Components.Sweep;

/// <summary>Key of a sweep's curves: the runs and the range of steps.</summary>
public sealed record CurvesKey(string SweepId, string Filter, ZoomRange? Range)
{
    /// <summary>Decides which runs are drawn; <see cref="Filter"/> is its text and tells keys apart.</summary>
    public RunsView View { get; init; } = new();

    /// <inheritdoc/>
    public bool Equals(CurvesKey? other) => other is not null && (SweepId, Filter, Range) == (other.SweepId, other.Filter, other.Range);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(SweepId, Filter, Range);
}

/// <summary>Loss curves of a sweep's runs; what is zoomed into is read again in detail.</summary>
public sealed partial class SweepCurvesChart
{
    [Inject] public required SweepCache Sweeps { get; init; }

    [Inject] public required CurveCache Curves { get; init; }

    /// <summary>The sweep.</summary>
    [Parameter, EditorRequired] public required string SweepId { get; set; }

    /// <summary>Which of its runs are drawn.</summary>
    [Parameter] public RunsView View { get; set; } = new();

    /// <summary>The steps looked at.</summary>
    [Parameter] public ZoomRange? Range { get; set; }

    /// <summary>Told when others are.</summary>
    [Parameter] public EventCallback<ZoomRange?> RangeChanged { get; set; }

    /// <inheritdoc/>
    protected override bool TakesLong => true;

    /// <inheritdoc/>
    protected override CurvesKey Key => new(SweepId, View.FilterKey, Range) { View = View };

    /// <inheritdoc/>
    protected override bool Concerns(CurvesKey key, RecordChange change) =>
        change.SweepId == key.SweepId && (change.Kinds & (ChangeKinds.Losses | ChangeKinds.Runs)) != 0;

    /// <inheritdoc/>
    protected override SweepCurves? Read(CurvesKey key)
    {
        if (Sweeps.Of(key.SweepId) is not SweepModel sweep)
        {
            return null;
        }

        IReadOnlyList<RunsTableRow> kept = sweep.Runs.Apply(key.View with { Sort = null });
        if (key.Range is not ZoomRange range)
        {
            return SweepCurves.Of(sweep, kept, Curves.Of);
        }

        (int from, int to) = range.Steps();
        return SweepCurves.Of(
            sweep,
            kept,
            (runs, points) =>
                runs.AsParallel().AsOrdered().Select(r => Series.Means(Reader.Losses(r, fromStep: from, toStep: to), points)).ToList());
    }
}
