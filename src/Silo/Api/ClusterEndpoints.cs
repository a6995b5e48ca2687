using SiameseSweep.Core.Head;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Api;

/// <summary>The cluster as it is now.</summary>
internal static class ClusterEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/cluster", async (IClusterView cluster) => (await cluster.Silos()).Select(SiloDocument.From))
            .WithTags("Cluster").WithSummary("Silos, their devices and slots, and what each runs.");
}
