using System.CommandLine;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Client;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>cluster</c></summary>
internal sealed class ClusterCommand : Command
{
    public ClusterCommand()
        : base("cluster", "Shows the silos, their devices and slots, and what each runs.")
    {
        Add(CliOptions.Json);
        Add(CliOptions.Server);
        Add(CliOptions.Token);
        SetAction(Execute);
    }

    private static async Task Execute(ParseResult parsed, CancellationToken cancellation)
    {
        using HeadClient head = HeadLocator.Head(parsed);
        IReadOnlyList<SiloDocument> silos = await head.Cluster(cancellation);
        if (parsed.GetValue(CliOptions.Json))
        {
            TableOutput.PrintJson(silos);
            return;
        }

        if (silos.Count == 0)
        {
            Terminal.Line("The head is up; no worker lends it a device. Start one with 'siamese-sweep worker'.");
            return;
        }

        TableOutput.PrintTable(
            ["silo", "role", "alive", "last_seen", "device", "slots", "running"],
            silos.SelectMany(s =>
                s.Devices.Count == 0
                    ?
                    [
                        [s.Silo, s.Role, s.Alive ? "yes" : "no", TableOutput.Time(s.LastSeen), "–", "–", "–"],
                    ]
                    : s.Devices.Select(d =>
                        (string[])
                            [
                                s.Silo,
                                s.Role,
                                s.Alive ? "yes" : "no",
                                TableOutput.Time(s.LastSeen),
                                $"{d.Device} {d.Description}",
                                $"{d.Running.Count}/{d.Slots}",
                                string.Join(' ', d.Running),
                            ])));
    }
}
