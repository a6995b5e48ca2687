namespace SiameseSweep.Core.Sweeps;

/// <summary>What varies in a sweep: parameters by their leaf's name, each with how it is drawn.</summary>
public sealed record SearchSpace;

/// <summary>The <c>early_terminate:</c> of a sweep file.</summary>
public sealed record EarlyTerminateSpec;
