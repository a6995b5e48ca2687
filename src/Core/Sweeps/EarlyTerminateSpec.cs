using SiameseSweep.Core.Settings;

namespace SiameseSweep.Core.Sweeps;

/// <summary>The <c>early_terminate:</c> of a sweep file.</summary>
/// <param name="Type">The pruner's type.</param>
/// <param name="Settings">The settings that the file gives that pruner.</param>
public sealed record EarlyTerminateSpec(string Type, SettingValues Settings);
