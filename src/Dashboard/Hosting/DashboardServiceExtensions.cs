using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Components.Submit;
using SiameseSweep.Dashboard.Live;

namespace SiameseSweep.Dashboard.Hosting;

/// <summary>Registers the dashboard's services.</summary>
public static class DashboardServiceExtensions
{
    // The editor's longest text, each character as JSON may escape it.
    private const long MostMessageBytes = 6L * SubmitPage.MostCharacters;

    /// <summary>
    /// Registers the dashboard. The head must also register, as singletons: IRecordReader, IRankings, IChangeFeed, IRecordHealth,
    /// HomeDirectory and
    /// ISweepCommands; and IClusterView and IFaceVerifier, without which the pages that need them say so.
    /// </summary>
    public static IServiceCollection AddSiameseSweepDashboard(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RankingCache>()
            .AddSingleton<BestCache>()
            .AddSingleton<SweepCache>()
            .AddSingleton<InfluenceCache>()
            .AddSingleton<CurveCache>()
            .AddSingleton<ActivityMeter>()
            .AddSingleton<RunLog>();
        // Keys that last as long as the process: what they protect (which page a circuit shows) does not outlive it either.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddRazorComponents().AddInteractiveServerComponents()
            .AddHubOptions(options => options.MaximumReceiveMessageSize = MostMessageBytes);
        services.AddScoped<Messages>();
        return services;
    }
}
