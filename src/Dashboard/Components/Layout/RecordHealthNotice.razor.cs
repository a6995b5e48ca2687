using Microsoft.AspNetCore.Components;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Components.Layout;

/// <summary>Says on every page what is wrong with the record, within seconds.</summary>
public sealed partial class RecordHealthNotice : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private ITimer? _looks;
    private string? _problem;

    [Inject] public required IRecordHealth Health { get; init; }

    [Inject] public required TimeProvider Time { get; init; }

    /// <inheritdoc/>
    public void Dispose() => _looks?.Dispose();

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _problem = Health.Problem;
        _looks = Time.CreateTimer(_ => _ = InvokeAsync(Look), null, LookEvery, LookEvery);
    }

    private void Look()
    {
        if (Health.Problem != _problem)
        {
            _problem = Health.Problem;
            StateHasChanged();
        }
    }
}
