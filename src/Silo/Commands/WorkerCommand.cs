using System.CommandLine;
using System.Runtime.InteropServices;
using SiameseSweep.Grains.Hosting;
using SiameseSweep.Grains.Runs;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Homes;
using SiameseSweep.Silo.Hosting;
using SiameseSweep.Silo.Logging;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>worker</c></summary>
internal sealed class WorkerCommand : Command
{
    public WorkerCommand()
        : base("worker", "Lends this machine's devices to a cluster: the one of --home, or with --cluster one that spans machines.")
    {
        Add(CliOptions.Devices);
        Add(CliOptions.Slots);
        Add(CliOptions.Threads);
        Add(CliOptions.Cluster);
        Add(CliOptions.Listen);
        SetAction(Execute);
    }

    private static async Task<int> Execute(ParseResult parsed, CancellationToken cancellation)
    {
        Niceness.LowerProcess();
        HeadOptions options = HeadOptions.From(parsed, head: false, worker: true);
        OpenFiles.RequireEnough();
        options.Settings.CreateHome();
        PrivateFiles.ForThisProcess();
        ClusterNotes.AboutRedis(options.Cluster);
        using Interruption interruption = new("Leaving: the runs save their state and go to other workers …");

        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(
            new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        ProcessLogging.Configure(builder.Logging, options, "worker", TimeProvider.System);
        builder.Services.AddSingleton<IHostLifetime, ManualLifetime>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(options.Settings.Home);
        builder.Services.AddSingleton<ITrainer, Trainer>();
        builder.UseSiameseSweepCluster(options.Cluster);
        builder.Services.AddSingleton<IFatalErrorHandler, RestartOnFatal>();
        using IHost host = builder.Build();
        await host.StartAsync(interruption.Asked);
        PrivateFiles.NoteWideHome(options.Settings.Home);
        Terminal.Line($"Working for {options.Cluster.Place} (Ctrl-C leaves)");
        IHostApplicationLifetime lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        using (
            CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(
                interruption.Asked,
                lifetime.ApplicationStopping))
        {
            TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await using CancellationTokenRegistration registration = either.Token.Register(over.SetResult);
            await over.Task;
        }

        WorkerAgent agent = host.Services.GetRequiredService<WorkerAgent>();
        await host.StopAsync(CancellationToken.None);
        if (agent.Refusal is not null || agent.Lost is not null)
        {
            return (int)(agent.Refusal is not null ? ExitCode.Refused : ExitCode.Failed); // why, the agent has said
        }

        return (int)(interruption.Signal == PosixSignal.SIGINT ? ExitCode.Interrupted : ExitCode.Done);
    }
}
