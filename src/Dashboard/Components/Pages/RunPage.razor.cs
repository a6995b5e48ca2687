using Microsoft.AspNetCore.Components;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model;

namespace SiameseSweep.Dashboard.Components.Pages;

/// <summary>One run, live.</summary>
public sealed partial class RunPage
{
    [Parameter] public required string Id { get; set; }

    /// <inheritdoc/>
    protected override string Key => Id;

    private string? Unreadable => RunId.TryParse(Id, out _) ? null : $"'{Id}' is not a run's id; one reads SWEEP.TRIAL.REPLICATE.FOLD, such as orl-losses-7f3a.3.0.0.";

    /// <inheritdoc/>
    protected override bool Concerns(string key, RecordChange change) => RunId.TryParse(key, out RunId run)
        && (change.RunId == run || (change.RunId is null && change.SweepId == run.SweepId));

    /// <inheritdoc/>
    protected override RunModel? Read(string key) => RunId.TryParse(key, out RunId run) ? RunModel.Read(Reader, run) : null;
}
