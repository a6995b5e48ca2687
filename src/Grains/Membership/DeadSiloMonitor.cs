using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SiameseSweep.Grains.Membership;

/// <summary>
/// Declares silos of this machine dead as soon as their process is gone. Missed probes would take twenty seconds to say so, and
/// until then calls to grains that the directory has there are refused, so a killed worker's runs could not start elsewhere.
/// </summary>
/// <param name="table">Who is a member.</param>
/// <param name="membership">Where deaths are declared.</param>
/// <param name="isGone">Which silos certainly are not alive.</param>
/// <param name="local">This silo.</param>
/// <param name="time">For the looks.</param>
/// <param name="log">For deaths.</param>
public sealed partial class DeadSiloMonitor(
    IMembershipTable table,
    IClusterMembershipService membership,
    Func<MembershipEntry, bool> isGone,
    ILocalSiloDetails local,
    TimeProvider time,
    ILogger<DeadSiloMonitor> log
) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(LookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                await Reconcile(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task Reconcile(CancellationToken cancellation)
    {
        try
        {
            MembershipTableData members = await table.ReadAllAsync(cancellation).ConfigureAwait(false);
            foreach (MembershipEntry entry in members.Members.Select(m => m.Item1))
            {
                if (entry.Status is not SiloStatus.Dead && !entry.SiloAddress.Equals(local.SiloAddress) && isGone(entry))
                {
                    LogGone(log, entry.SiloName, entry.SiloAddress);
                    await membership.TryKill(entry.SiloAddress).ConfigureAwait(false);
                }
            }
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            LogNotLooked(log, error); // probes find dead silos too, only later
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The process of {Silo} ({Address}) is gone; it is declared dead.")]
    private static partial void LogGone(ILogger log, string silo, SiloAddress address);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The members of the cluster could not be looked through; the next look tries again."
    )]
    private static partial void LogNotLooked(ILogger log, Exception error);
}
