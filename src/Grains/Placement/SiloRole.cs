namespace SiameseSweep.Grains.Placement;

/// <summary>Role of a silo, as named by silo metadata and placement filters.</summary>
public static class SiloRole
{
    /// <summary>Has the record: sweeps, device pool and recorder live here.</summary>
    public const string Head = "head";

    /// <summary>Lends devices: experiments live here.</summary>
    public const string Worker = "worker";

    internal static string MetadataKey(string role) => "role." + role;
}
