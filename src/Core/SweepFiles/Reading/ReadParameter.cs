using SiameseSweep.Core.SweepFiles.Yaml;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Reading;

/// <summary>A parameter with the place it was read from.</summary>
internal sealed record ReadParameter(ParameterSpec Spec, YamlMap Node, string Path);
