using Orleans.Placement;

namespace SiameseSweep.Grains.Placement;

/// <summary>
/// Puts a grain on silos of one role. Orleans' own metadata filter compares candidates with the calling silo, so it cannot say
/// "on workers"; this one compares with a constant.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OnSilosWithRoleAttribute(string role) : PlacementFilterAttribute(new SiloRoleFilterStrategy(role, 0));
