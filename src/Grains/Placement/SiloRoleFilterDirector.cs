using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace SiameseSweep.Grains.Placement;

/// <summary>Keeps the silos that have the role.</summary>
public sealed class SiloRoleFilterDirector(ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    /// <inheritdoc/>
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        string key = SiloRole.MetadataKey(((SiloRoleFilterStrategy)filterStrategy).Role);
        return silos.Where(silo => metadata.GetSiloMetadata(silo).Metadata.ContainsKey(key));
    }
}
