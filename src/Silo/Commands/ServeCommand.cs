using System.CommandLine;
using System.Runtime.InteropServices;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Hosting;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>serve</c></summary>
internal sealed class ServeCommand : Command
{
    public ServeCommand()
        : base("serve", "Starts a head: record, API and dashboard. Trains nothing itself; workers join it.")
    {
        Add(CliOptions.Port);
        Add(CliOptions.Listen);
        Add(CliOptions.PublicName);
        Add(CliOptions.AllowFolders);
        Add(CliOptions.Cluster);
        SetAction(Execute);
    }

    private static async Task<int> Execute(ParseResult parsed, CancellationToken cancellation)
    {
        HeadOptions options = HeadOptions.From(parsed, head: true, worker: false);
        ClusterNotes.AboutRedis(options.Cluster);
        using Interruption interruption = new("Stopping …");
        await using HeadProcess head = await HeadProcess.Start(options, TimeProvider.System, interruption.Asked);
        Terminal.Line($"Serving {options.Settings.Home.Path} at {head.Url} (Ctrl-C stops; workers continue and wait for the next head)");
        await interruption.Wait();
        return (int)(interruption.Signal == PosixSignal.SIGINT ? ExitCode.Interrupted : ExitCode.Done);
    }
}
