using SiameseSweep.Core.Sweeps.Yaml;

namespace SiameseSweep.Core.Sweeps.Reading;

/// <summary>A parameter with the place it was read from.</summary>
internal sealed record ReadParameter(ParameterSpec Spec, YamlMap Node, string Path);
