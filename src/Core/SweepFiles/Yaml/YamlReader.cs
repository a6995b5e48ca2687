using SiameseSweep.Core.Sweeps;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SiameseSweep.Core.SweepFiles.Yaml;

/// <summary>
/// Reads one YAML document into nodes with positions, straight from the parser's events, so that nothing is built before
/// it is checked: depth, size after aliases are written out, cycles and doubled keys are all refused on the way.
/// </summary>
internal sealed class YamlReader
{
    /// <summary>Longest text read.</summary>
    public const int MaxCharacters = 1024 * 1024;

    private const int MaxDepth = 32;
    private const long MaxNodes = 100_000;

    private readonly Dictionary<string, YamlNode?> _anchors = [];
    private readonly DiagnosticBag _diagnostics;
    private readonly string _text;
    private long _nodes;

    private YamlReader(string text, DiagnosticBag diagnostics)
    {
        _text = text;
        _diagnostics = diagnostics;
    }

    /// <summary>The document's root map, or null after an error was noted.</summary>
    public static YamlMap? Read(string text, DiagnosticBag diagnostics)
    {
        if (text.StartsWith('\uFEFF'))
        {
            text = text[1..]; // a byte order mark, as some editors write, is no part of the first key (YAML 1.2.2, 5.2)
        }

        if (!TextScreen.Passes(text, diagnostics))
        {
            return null;
        }

        try
        {
            return new YamlReader(text, diagnostics).ReadDocument();
        }
        catch (YamlRefusedException refused)
        {
            diagnostics.Error(refused.Line, refused.Column, "", refused.Message);
        }
        catch (YamlException broken)
        {
            (int line, int column) = ((int)Math.Max(1, broken.Start.Line), (int)Math.Max(1, broken.Start.Column));
            TextScreen.Explain(text, line, column, (int)Math.Max(line, broken.End.Line), broken.Message, diagnostics);
        }

        return null;
    }

    private YamlMap? ReadDocument()
    {
        Parser parser = new(new StringReader(_text));
        Next(parser); // stream start
        if (Next(parser) is not DocumentStart)
        {
            _diagnostics.Error(1, 1, "", "The file holds no YAML document. A sweep needs at least 'method:' and 'parameters:'.");
            return null;
        }

        YamlNode root = ReadNode(parser, Next(parser), 0);
        Next(parser); // document end
        if (Next(parser) is DocumentStart second)
        {
            throw new YamlRefusedException(second.Start, "A second YAML document starts here. Keep one sweep a file.");
        }

        if (root is YamlMap map)
        {
            return map;
        }

        string found = root is YamlScalar { Kind: ScalarKind.Null } ? "nothing" : root.Describe();
        _diagnostics.Error(root.Line, root.Column, "", $"The file holds {found} where a map with 'method:' and 'parameters:' is expected.");
        return null;
    }

    private YamlNode ReadNode(Parser parser, ParsingEvent first, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new YamlRefusedException(
                first.Start,
                $"This is nested more than {MaxDepth} levels deep. No sweep needs that: flatten it.");
        }

        if (first is AnchorAlias alias)
        {
            return Count(Resolve(alias), first.Start);
        }

        string? anchor = first is NodeEvent { Anchor.IsEmpty: false } named ? named.Anchor.Value : null;
        if (anchor is not null)
        {
            _anchors[anchor] = null; // under construction: an alias to it from inside is a cycle
        }

        YamlNode node = first switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart list => ReadList(parser, list, depth),
            MappingStart map => ReadMap(parser, map, depth),
            _ => throw new YamlRefusedException(first.Start, "A value is expected here."),
        };
        if (anchor is not null)
        {
            _anchors[anchor] = node;
        }

        return node is YamlScalar ? Count(node, first.Start) : node;
    }

    private YamlNode Resolve(AnchorAlias alias)
    {
        string name = QuotedText.Short(alias.Value.Value, QuotedText.MostCharacters / 2);
        if (!_anchors.TryGetValue(alias.Value.Value, out YamlNode? node))
        {
            throw new YamlRefusedException(
                alias.Start,
                $"The alias '*{name}' names no anchor before it. Write '&{name}' at what it stands for.");
        }

        return node
            ?? throw new YamlRefusedException(
                alias.Start,
                $"The alias '*{name}' refers to a node that contains it. Remove it or name another node.");
    }

    private YamlNode Count(YamlNode node, Mark at)
    {
        _nodes += node.Size;
        return _nodes <= MaxNodes
            ? node
            : throw new YamlRefusedException(
                at,
                $"The file holds more than {MaxNodes:N0} values once aliases are written out. Shorten its lists or its aliases.");
    }

    private YamlList ReadList(Parser parser, SequenceStart start, int depth)
    {
        List<YamlNode> items = [];
        for (ParsingEvent e = Next(parser); e is not SequenceEnd; e = Next(parser))
        {
            items.Add(ReadNode(parser, e, depth + 1));
        }

        return new YamlList((int)start.Start.Line, (int)start.Start.Column, items);
    }

    private YamlMap ReadMap(Parser parser, MappingStart start, int depth)
    {
        List<YamlEntry> entries = [];
        List<YamlMap> merged = [];
        Dictionary<string, YamlScalar> keys = [];
        for (ParsingEvent e = Next(parser); e is not MappingEnd; e = Next(parser))
        {
            Mark at = e.Start;
            if (ReadNode(parser, e, depth + 1) is not YamlScalar key)
            {
                throw new YamlRefusedException(at, "A key must be a single word, not a list or a map.");
            }

            if (key.Text.Length > QuotedText.MostCharacters)
            {
                throw new YamlRefusedException(
                    at,
                    $"The key {key.Describe()} has {key.Text.Length:N0} characters; one has at most {QuotedText.MostCharacters}.");
            }

            YamlNode value = ReadNode(parser, Next(parser), depth + 1);
            if (key.Text == "<<")
            {
                Merge(value, merged);
            }
            else if (keys.TryGetValue(key.Text, out YamlScalar? earlier))
            {
                _diagnostics.Error(
                    key.Line,
                    key.Column,
                    key.Text,
                    $"The key '{key.Text}' stands here again; it was given in line {earlier.Line} already. Keep one of the two.");
            }
            else
            {
                keys.Add(key.Text, key);
                entries.Add(new YamlEntry(key, value));
            }
        }

        entries.AddRange(merged.SelectMany(m => m.Entries).Where(e => keys.TryAdd(e.Name, e.Key)));
        return new YamlMap((int)start.Start.Line, (int)start.Start.Column, entries);
    }

    private static void Merge(YamlNode value, List<YamlMap> merged)
    {
        IEnumerable<YamlNode> sources = value is YamlList list ? list.Items : [value];
        foreach (YamlNode source in sources)
        {
            merged.Add(source as YamlMap ?? throw new YamlRefusedException(source, $"'<<' merges maps, but this is {source.Describe()}."));
        }
    }

    private YamlScalar ReadScalar(Scalar scalar)
    {
        (int line, int column) = ((int)scalar.Start.Line, (int)scalar.Start.Column);
        (ScalarKind kind, double number) = (ScalarKind.Text, 0.0);
        string tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
        if (tag.Length > 0 && tag != "!")
        {
            ScalarKind wanted = tag switch
            {
                "tag:yaml.org,2002:float" => ScalarKind.Real,
                "tag:yaml.org,2002:int" => ScalarKind.Integer,
                "tag:yaml.org,2002:str" => ScalarKind.Text,
                "tag:yaml.org,2002:bool" => ScalarKind.Boolean,
                "tag:yaml.org,2002:null" => ScalarKind.Null,
                _ => throw new YamlRefusedException(
                    scalar.Start,
                    $"The tag '{QuotedText.Short(tag)}' means nothing here. Leave it out, or use !!float, !!int, !!str, !!bool or !!null."),
            };
            (kind, number) =
                ScalarResolver.ResolveAs(wanted, scalar.Value)
                ?? throw new YamlRefusedException(
                    scalar.Start,
                    $"'{QuotedText.Short(scalar.Value)}' is not what its tag '!!{tag.Split(':')[^1]}' says. "
                        + $"Correct the value or leave the tag out."
                );
        }
        else if (tag.Length == 0 && scalar.Style == ScalarStyle.Plain)
        {
            (kind, number) = ScalarResolver.Resolve(scalar.Value);
        }

        return new YamlScalar(line, column, kind, number, scalar.Value);
    }

    private ParsingEvent Next(Parser parser)
    {
        bool more;
        try
        {
            more = parser.MoveNext();
        }
        catch (Exception e) when (e is not YamlException)
        {
            // The YAML library lets other exceptions through on some malformed texts; a sweep file must never crash its reader.
            int line = Math.Max(1, (int)(parser.Current?.End.Line ?? 1));
            throw new YamlRefusedException(line, 1, "The YAML after this place cannot be read. Check quotes, brackets and indentation.");
        }

        return more && parser.Current is { } current
            ? current
            : throw new YamlRefusedException(1, 1, "The file ends before its YAML document does.");
    }
}
