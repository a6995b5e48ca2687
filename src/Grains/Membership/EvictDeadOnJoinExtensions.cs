using Microsoft.Extensions.DependencyInjection;

namespace SiameseSweep.Grains.Membership;

/// <summary>Puts the table in front of the registered one.</summary>
public static class EvictDeadOnJoinExtensions
{
    /// <summary>Wraps the membership table registered last.</summary>
    public static void EvictDeadSilos(this IServiceCollection services, Func<MembershipEntry, bool> isGone)
    {
        ServiceDescriptor registered = services.Last(s => s.ServiceType == typeof(IMembershipTable));
        services.Remove(registered);
        services.AddSingleton<IMembershipTable>(provider => new EvictDeadOnJoinMembershipTable(
            (IMembershipTable)(registered.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!)),
            isGone));
    }
}
