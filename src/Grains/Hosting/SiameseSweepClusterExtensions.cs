using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Microsoft.Extensions.Logging;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Store;
using SiameseSweep.Grains.Devices;
using SiameseSweep.Grains.Files;
using SiameseSweep.Grains.Membership;
using SiameseSweep.Grains.Placement;
using SiameseSweep.Grains.Runs;
using SiameseSweep.Grains.Sweeps;

namespace SiameseSweep.Grains.Hosting;

/// <summary>Makes a process a member of the cluster.</summary>
public static class SiameseSweepClusterExtensions
{
    private const string ClusterId = "siamese-sweep";

    /// <summary>
    /// Adds the silo, as head, worker or both. A head needs <c>IRecordWriter</c> and <c>IRecordReader</c> among the services and
    /// gives <see cref="ISweepCommands"/> and <see cref="IClusterView"/>; a worker needs <c>ITrainer</c>.
    /// </summary>
    public static TBuilder UseSiameseSweepCluster<TBuilder>(this TBuilder builder, NodeOptions options)
        where TBuilder : IHostApplicationBuilder
    {
        IServiceCollection services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Tokens>();
        services.AddSingleton(options);
        services.AddSingleton<FileServerAddress>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(15));
        builder.UseOrleans(silo => Configure(silo, options));

        // After the silo: hosted services start in this order and stop in reverse, so runs are saved while there is a cluster to tell.
        if (options.Head)
        {
            services.AddSingleton<ISweepCommands, SweepCommands>();
            services.AddSingleton<IClusterView, ClusterView>();
            services.AddSingleton(provider => new UploadReceiver(
                options.Home,
                provider.GetRequiredService<IRecordReader>(),
                provider.GetRequiredService<TimeProvider>()));
            services.AddHostedService<HeadStartup>();
        }

        if (options.Worker)
        {
            services.TryAddSingleton<IDeviceCatalog, DeviceCatalog>();
            services.AddSingleton(provider => new HeadFileConnection(
                options.Home,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<HeadFileConnection>>()));
            services.AddSingleton<DeviceExecutor>();
            services.AddSingleton<WorkerAgent>();
            services.AddHostedService(provider => provider.GetRequiredService<WorkerAgent>());
        }

        return builder;
    }

    private static void Configure(ISiloBuilder silo, NodeOptions options)
    {
        string name = SiloLiveness.NameFor(options.Head ? SiloRole.Head : SiloRole.Worker);
        silo.Configure<SiloOptions>(o => o.SiloName = name);
        string cluster = options.Redis is null ? HomeCluster.IdOf(ClusterId, options.Home) : ClusterId;
        silo.Configure<Orleans.Configuration.ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (cluster, ClusterId));
        silo.ConfigureEndpoints(options.Address, FreePort(options.Address), gatewayPort: 0, listenOnAnyHostAddress: false);
        IPAddress? machine = options.Redis is null ? null : options.Address;
        if (options.Redis is { } redis)
        {
            silo.UseRedisClustering(o => o.ConfigurationOptions = RedisAddress.Configuration(redis));
        }
        else
        {
            silo.Services.AddSingleton<IMembershipTable>(_ => new SqliteMembershipTable(options.Home.MembershipFile, cluster));
        }

        // With a table of its own, a head holds the lock of the cluster's only DATADIR.
        silo.Services.EvictDeadSilos(new SiloLiveness(options.Head && options.Redis is null, machine).IsGone);
        if (options.Head)
        {
            silo.Services.AddHostedService(provider => ActivatorUtilities.CreateInstance<DeadSiloMonitor>(
                provider, (Func<MembershipEntry, bool>)new SiloLiveness(head: false, machine).IsGone));
        }

        // Leases find a dead worker in ten seconds whatever membership thinks, so membership may be patient with a busy one.
        silo.Configure<ClusterMembershipOptions>(o =>
        {
            o.ProbeTimeout = TimeSpan.FromSeconds(5);
            o.NumMissedProbesLimit = 4;
            o.DefunctSiloExpiration = TimeSpan.FromHours(1);
            o.DefunctSiloCleanupPeriod = TimeSpan.FromMinutes(10);
        });

        Dictionary<string, string> roles = [];
        if (options.Head)
        {
            roles[SiloRole.MetadataKey(SiloRole.Head)] = "yes";
        }

        if (options.Worker)
        {
            roles[SiloRole.MetadataKey(SiloRole.Worker)] = "yes";
        }

        silo.UseSiloMetadata(roles);
        silo.Services.AddPlacementFilter<SiloRoleFilterStrategy, SiloRoleFilterDirector>(ServiceLifetime.Transient);

        silo.AddIncomingGrainCallFilter<PortableExceptions>();

        // With the default directory, healthy workers' grains go when the silo that held their entries dies.
        silo.AddDistributedGrainDirectory();
        silo.Services.AddSingleton<WorkerServiceClient>();
        if (options.Worker)
        {
            silo.AddGrainService<WorkerService>();
        }
    }

    private static int FreePort(IPAddress address)
    {
        using Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
