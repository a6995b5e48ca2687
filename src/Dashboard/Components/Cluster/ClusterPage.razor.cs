using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Live;
using SiameseSweep.Dashboard.Model;

namespace SiameseSweep.Dashboard.Components.Cluster;

/// <summary>Workers, their devices and what they train.</summary>
public sealed partial class ClusterPage : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private const int ShownFaults = 20;
    private readonly CancellationTokenSource _ending = new();
    private IReadOnlyList<SiloView>? _silos;
    private string? _error;
    private Activity? _activity;
    private IReadOnlyList<EventRow> _faults = [];

    [Inject] public required IRecordReader Reader { get; init; }

    [Inject] public required ActivityMeter Meter { get; init; }

    [Inject] public required IServiceProvider Services { get; init; }

    [Inject] public required TimeProvider Time { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _ = Follow(_ending.Token);

    private async Task Follow(CancellationToken ending)
    {
        using PeriodicTimer timer = new(Pause, Time);
        try
        {
            do
            {
                await Ask();
                await InvokeAsync(StateHasChanged);
            }
            while (await timer.WaitForNextTickAsync(ending));
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
        catch (ObjectDisposedException)
        {
            // The page was left while the cluster answered.
        }
    }

    private static string Rate(double perSecond) =>
        perSecond.ToString(perSecond >= 100 ? "0" : "0.0", System.Globalization.CultureInfo.InvariantCulture);

    private async Task Ask()
    {
        try
        {
            (_activity, _faults) = await Task.Run(() => (Meter.Look(), Reader.NewestEvents(null, FaultKinds.All, ShownFaults)));
        }
        catch (Exception e)
        {
            // Whatever it is: the page must go on asking.
            _error = e.Message;
            return;
        }

        if (Services.GetService<IClusterView>() is not IClusterView cluster)
        {
            _error = "This head has no cluster to look at.";
            return;
        }

        try
        {
            _silos = await cluster.Silos();
            _error = null;
        }
        catch (Exception e)
        {
            _error = e.Message.EndsWith('.') ? e.Message : $"{e.Message}.";
        }
    }
}
