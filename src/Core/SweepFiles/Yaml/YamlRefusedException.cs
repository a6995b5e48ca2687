using YamlDotNet.Core;

namespace SiameseSweep.Core.SweepFiles.Yaml;

/// <summary>The text cannot be read any further; caught by <see cref="YamlReader"/>, which makes it a diagnostic.</summary>
internal sealed class YamlRefusedException(int line, int column, string message) : Exception(message)
{
    public YamlRefusedException(Mark at, string message)
        : this((int)Math.Max(1, at.Line), (int)Math.Max(1, at.Column), message)
    {
    }

    public YamlRefusedException(YamlNode at, string message)
        : this(at.Line, at.Column, message)
    {
    }

    public int Line { get; } = line;

    public int Column { get; } = column;
}
