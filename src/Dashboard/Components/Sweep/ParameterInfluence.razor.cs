using System.Globalization;
using Microsoft.AspNetCore.Components;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Live;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.Dashboard.Model.Charts;

namespace SiameseSweep.Dashboard.Components.Sweep;

/// <summary>Parameter importance and failure rates of a sweep.</summary>
public sealed partial class ParameterInfluence
{
    private ParameterInfluenceModel? _drawn;
    private ChartModel _bars = new("", "", [], []);

    [Inject] public required InfluenceCache Influences { get; init; }

    /// <summary>The sweep.</summary>
    [Parameter, EditorRequired] public required string SweepId { get; set; }

    /// <inheritdoc/>
    protected override bool TakesLong => true;

    /// <inheritdoc/>
    protected override string Key => SweepId;

    /// <inheritdoc/>
    protected override bool Concerns(string key, RecordChange change) =>
        change.SweepId == key && (change.Kinds & (ChangeKinds.Sweep | ChangeKinds.Runs | ChangeKinds.Evaluations)) != 0;

    /// <inheritdoc/>
    protected override ParameterInfluenceModel? Read(string key) => Influences.Of(key);

    /// <inheritdoc/>
    protected override bool ShouldRender()
    {
        if (Shown is ParameterInfluenceModel model && !ReferenceEquals(model, _drawn))
        {
            _drawn = model;
            _bars = model.Bars();
        }

        return true;
    }

    private static string Share(double share) =>
        double.IsFinite(share) ? share.ToString("0.# %", CultureInfo.InvariantCulture) : Format.None;
}
