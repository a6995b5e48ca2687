using Microsoft.AspNetCore.Components;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Live;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.Dashboard.Model.Charts;

namespace SiameseSweep.Dashboard.Components.Compare;

/// <summary>Key of a comparison's curves.</summary>
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
    [Inject] public required CurveCache Curves { get; init; }

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
        List<RunId> runs = key.Runs.Select(r => r.Row.RunId).ToList();
        int points = LossCharts.PointsEach(runs.Count, LossCharts.PointsCompared);
        IReadOnlyList<IReadOnlyList<LossPoint>> losses = key.Range?.Steps() is (int from, int to)
            ? runs.AsParallel().AsOrdered().Select(r => Series.Means(Reader.Losses(r, fromStep: from, toStep: to), points)).ToList()
            : Curves.Of(runs, points);
        return LossCharts.Together(key.Runs.Select((r, i) => new LossLine(
            r.Name, losses[i], r.Configuration?.ChanceFloor(r.Row.TrainingPeople, r.Row.TrainingImages),
            r.Configuration is null ? "" : ParameterText.OfLoss(r.Configuration), true)).ToList(), Series.Distinct);
    }
}
