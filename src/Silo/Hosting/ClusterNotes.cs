using SiameseSweep.Silo.Cli;
using Cluster = SiameseSweep.Grains.Hosting.ClusterOptions;

namespace SiameseSweep.Silo.Hosting;

/// <summary>What a user must know of the cluster that was asked for.</summary>
internal static class ClusterNotes
{
    public static void AboutRedis(Cluster options)
    {
        if (options.Redis is not null)
        {
            Terminal.Note("With --cluster, head and workers must share this machine and --home for now: files are not carried between machines yet (docs/deploy.md).");
        }
    }
}
