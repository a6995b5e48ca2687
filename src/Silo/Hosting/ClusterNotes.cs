using SiameseSweep.Silo.Cli;
using Cluster = SiameseSweep.Grains.Hosting.NodeOptions;

namespace SiameseSweep.Silo.Hosting;

/// <summary>Warnings about the requested cluster configuration.</summary>
internal static class ClusterNotes
{
    public static void AboutRedis(Cluster options)
    {
        if (options.Redis is not null)
        {
            Terminal.Note(
                $"Silos reach this one at {options.Address}. Whoever reaches its ports there can call it: "
                    + $"keep that network private (docs/deploy.md)."
            );
        }
    }
}
