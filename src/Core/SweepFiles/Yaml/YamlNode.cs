namespace SiameseSweep.Core.SweepFiles.Yaml;

/// <summary>A node of a sweep file that knows where it stands, so that every complaint can say so.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal abstract record YamlNode(int Line, int Column)
{
    /// <summary>Nodes in it when aliases are written out, itself included: what an alias bomb blows up.</summary>
    public abstract long Size { get; }

    /// <summary>Description for messages.</summary>
    public abstract string Describe();
}

/// <summary>
/// A scalar, already told apart into null, boolean, integer, real and text as PyYAML would, except that <c>1e-5</c> is a number.
/// </summary>
internal sealed record YamlScalar(int Line, int Column, ScalarKind Kind, double Number, string Text) : YamlNode(Line, Column)
{
    public override long Size => 1;

    public override string Describe() => Kind switch
    {
        ScalarKind.Null => "null",
        ScalarKind.Text => $"'{Shorten(Text)}'",
        _ => Shorten(Text),
    };

    private static string Shorten(string text) => QuotedText.Short(text.ReplaceLineEndings(" "), 60);
}

/// <summary>A list.</summary>
internal sealed record YamlList(int Line, int Column, IReadOnlyList<YamlNode> Items) : YamlNode(Line, Column)
{
    public override long Size { get; } = 1 + Items.Sum(i => i.Size);

    public override string Describe() => "a list";
}

/// <summary>A key of a map with its value.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value)
{
    public string Name => Key.Text;
}

/// <summary>A map; keys are scalars and appear once.</summary>
internal sealed record YamlMap(int Line, int Column, IReadOnlyList<YamlEntry> Entries) : YamlNode(Line, Column)
{
    public override long Size { get; } = 1 + Entries.Sum(e => 1 + e.Value.Size);

    public override string Describe() => "a map";

    public YamlEntry? Find(string key) => Entries.FirstOrDefault(e => e.Name == key);
}

/// <summary>Kind of a scalar.</summary>
internal enum ScalarKind
{
    Null,
    Boolean,
    Integer,
    Real,
    Text,
}
