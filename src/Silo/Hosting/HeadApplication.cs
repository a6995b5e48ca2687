using SiameseSweep.Core.Head;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Hosting;
using SiameseSweep.Grains.Hosting;
using SiameseSweep.Grains.Runs;
using SiameseSweep.Silo.Api;
using SiameseSweep.Silo.Homes;
using SiameseSweep.Silo.Hosting.Access;
using SiameseSweep.Silo.Logging;
using SiameseSweep.Training.Checkpoints;
using SiameseSweep.Training.Evaluation;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Silo.Hosting;

/// <summary>Composition of a head: record, cluster, API, dashboard, and a trainer if it is also a worker.</summary>
internal static class HeadApplication
{
    public static WebApplication Build(HeadOptions options, RecordStore store, AccessToken token, FileServer? files, TimeProvider time)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(HeadApplication).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        // The command line alone decides: no settings file or variable that happens to lie around.
        builder.Configuration.Sources.Clear();
        ProcessLogging.Configure(builder.Logging, options, options.Cluster.Worker ? "run" : "serve", time);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Listen.Address, options.Listen.Port, endpoint =>
            {
                if (options.Listen.TrustsOwnUser)
                {
                    new OwnConnections().Watch(endpoint);
                }
            });
            if (files is not null)
            {
                kestrel.Listen(files.Address, 0);
            }

            kestrel.Limits.MaxRequestBodySize = ApiEndpoints.MostBodyBytes;
            kestrel.AddServerHeader = false;
        });
        AddServices(builder.Services, options, store, time);
        builder.UseSiameseSweepCluster(options.Cluster);
        if (!options.Cluster.Worker)
        {
            builder.Services.AddSingleton<IFatalErrorHandler, RestartOnFatal>(); // 'run --new' would be another sweep the second time
        }

        WebApplication app = builder.Build();
        Credentials credentials = new(
            token,
            new SignIns(options.Settings.Home, token, time),
            app.Services.GetRequiredService<TokenGuesses>());
        app.UseSecurityHeaders();
        app.UseExceptionHandler();
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api"), api => api.UseStatusCodePages());
        app.Use(next =>
            new HostGuard(
                next,
                options.Listen,
                credentials,
                files,
                app.Services.GetRequiredService<IProblemDetailsService>(),
                time
            ).InvokeAsync);
        Login.Map(app, credentials, options.Listen);
        if (files is not null)
        {
            FileEndpoints.Map(app);
        }

        app.MapSiameseSweepApi();
        app.MapSiameseSweepDashboard();
        return app;
    }

    private static void AddServices(IServiceCollection services, HeadOptions options, RecordStore store, TimeProvider time)
    {
        services.AddSingleton<IHostLifetime, ManualLifetime>();
        services.AddSingleton(time);
        services.AddSingleton(options.Settings.Home);
        services.AddSingleton(store.Reader);
        services.AddSingleton(store.Writer);
        services.AddSingleton(store.Changes);
        services.AddSingleton<IRecordHealth>(store);
        services.AddSingleton<IRankings, Rankings>();
        services.AddSingleton<IFaceVerifier, CheckpointVerifier>();
        services.AddSingleton<IPairGridRenderer>(new PairGridRenderer(store.Reader, options.Settings.DataDirectory));
        services.AddSingleton<IFacePictures>(new FacePictures(store.Reader, options.Settings.DataDirectory));
        services.AddSingleton<ITrainer, Trainer>();
        services.AddSingleton<TokenGuesses>();
        services.AddSingleton(_ => new CostlyReads(Math.Clamp(Environment.ProcessorCount / 2, 1, 2), Niceness.Lower));
        services.AddSiameseSweepApi();
        services.AddSiameseSweepDashboard();
    }
}
