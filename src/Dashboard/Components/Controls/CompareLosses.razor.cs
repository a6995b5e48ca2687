using Microsoft.AspNetCore.Components;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.Dashboard.Model.Charts;

namespace SiameseSweep.Dashboard.Components.Controls;

/// <summary>What the curves of a comparison are read by.</summary>
public sealed record CompareLossesKey(IReadOnlyList<ComparedRun> Runs, ZoomRange? Range)
{
    /// <inheritdoc/>
    public bool Equals(CompareLossesKey? other) =>
        other is not null && Range == other.Range && Runs.Select(r => r.Row.RunId).SequenceEqual(other.Runs.Select(r => r.Row.RunId));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Runs.Count, Range);
}

/// <summary>Loss curves of compared runs, live; what is zoomed into is read again in detail.</summary>
public sealed partial class CompareLosses
{
    /// <summary>The runs.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<ComparedRun> Runs { get; set; }

    /// <summary>The steps looked at.</summary>
    [Parameter] public ZoomRange? Range { get; set; }

    /// <summary>Told when others are.</summary>
    [Parameter] public EventCallback<ZoomRange?> RangeChanged { get; set; }

    /// <inheritdoc/>
    protected override CompareLossesKey Key => new(Runs, Range);

    /// <inheritdoc/>
    protected override bool Concerns(CompareLossesKey key, RecordChange change) =>
        (change.Kinds & ChangeKinds.Losses) != 0 && key.Runs.Any(r => r.Row.RunId == change.RunId);

    /// <inheritdoc/>
    protected override ChartModel Read(CompareLossesKey key)
    {
        (int from, int to) = key.Range?.Steps() ?? (1, int.MaxValue);
        int points = LossCharts.PointsEach(key.Runs.Count);
        return LossCharts.Together(key.Runs.AsParallel().AsOrdered().Select(r => new LossLine(
            r.Name, Reader.Losses(r.Row.RunId, points, from, to), ChanceFloor.Of(r.Parameters),
            $"{r.Parameters.GetValueOrDefault("loss")} {r.Parameters.GetValueOrDefault("margin")}", true)).ToList());
    }
}
