using System.CommandLine;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Client;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>cluster</c></summary>
internal sealed class ClusterCommand : DocumentCommand<IReadOnlyList<SiloDocument>>
{
    public ClusterCommand()
        : base("cluster", "Shows the silos, their devices and slots, and what each runs.")
    {
    }

    protected override async Task<IReadOnlyList<SiloDocument>> Read(ParseResult parsed, CancellationToken cancellation)
    {
        using HeadClient head = HeadLocator.Head(parsed);
        return await head.Cluster(cancellation);
    }

    protected override void Print(IReadOnlyList<SiloDocument> silos)
    {
        if (silos.Count == 0)
        {
            Terminal.Line("The head is running, but no worker is connected. Start one with 'siamese-sweep worker'.");
            return;
        }

        TableOutput.PrintTable(
            ["silo", "role", "alive", "last_seen", "device", "slots", "running"],
            silos.SelectMany(s => s.Devices.Count == 0
                ? [Cells(s, "–", "–", "–")]
                : s.Devices.Select(d =>
                    Cells(s, $"{d.Device} {d.Description}", $"{d.Running.Count}/{d.Slots}", string.Join(' ', d.Running)))));
    }

    private static string[] Cells(SiloDocument silo, string device, string slots, string running) =>
        [silo.Silo, silo.Role, silo.Alive ? "yes" : "no", TableOutput.Time(silo.LastSeen), device, slots, running];
}
