using Microsoft.AspNetCore.Components;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Live;
using SiameseSweep.Dashboard.Model;

namespace SiameseSweep.Dashboard.Components.Pages;

/// <summary>All sweeps: state, progress, best so far.</summary>
public sealed partial class SweepsPage
{
    [Inject] public required RankingCache Rankings { get; init; }

    /// <inheritdoc/>
    protected override string Key => "";

    /// <inheritdoc/>
    protected override bool Concerns(string key, RecordChange change) =>
        (change.Kinds & (ChangeKinds.Sweep | ChangeKinds.Runs | ChangeKinds.Evaluations)) != 0;

    /// <inheritdoc/>
    protected override SweepsModel Read(string key) => SweepsModel.Read(Reader, Rankings.Of);

    private static string Interval(RankedTrial best) =>
        double.IsFinite(best.Low) && double.IsFinite(best.High) ? $" (95 % between {Format.Metric(best.Low)} and {Format.Metric(best.High)})" : "";
}
