using Orleans.Metadata;
using Orleans.Placement;

namespace SiameseSweep.Grains.Placement;

/// <summary>The role a grain's silo must have; travels with the grain type's properties.</summary>
public sealed class SiloRoleFilterStrategy(string role, int order) : PlacementFilterStrategy(order)
{
    private const string Property = "siamese-sweep-role";

    /// <summary>For Orleans, which fills it from the grain's properties.</summary>
    public SiloRoleFilterStrategy()
        : this("", 0)
    {
    }

    /// <summary>The role.</summary>
    public string Role { get; private set; } = role;

    /// <inheritdoc/>
    public override void AdditionalInitialize(GrainProperties properties) =>
        Role =
            GetPlacementFilterGrainProperty(Property, properties)
            ?? throw new InvalidOperationException("A grain with a role filter names no role.");

    /// <inheritdoc/>
    protected override IEnumerable<KeyValuePair<string, string>> GetAdditionalGrainProperties(
        IServiceProvider services, Type grainClass, GrainType grainType, IReadOnlyDictionary<string, string> existingProperties) =>
        [new(Property, Role)];
}
