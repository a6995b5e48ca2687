using System.Reflection;

namespace SiameseSweep.Grains.Hosting;

/// <summary>Which build this is: processes of different builds do not make a cluster.</summary>
public static class Build
{
    /// <summary>Version and module id: the same exactly for the same compiled grains.</summary>
    public static string Name { get; } =
        $"{typeof(Build).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion} "
        + $"({typeof(Build).Module.ModuleVersionId.ToString("N")[..8]})";
}
