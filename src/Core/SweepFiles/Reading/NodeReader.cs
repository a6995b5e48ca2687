using System.Text;
using SiameseSweep.Core.SweepFiles.Yaml;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Reading;

/// <summary>Takes typed values out of nodes, noting a sentence for each that does not fit and going on.</summary>
internal sealed class NodeReader(DiagnosticBag diagnostics)
{
    // PATH_MAX and NAME_MAX of Linux, without the NUL that ends a path.
    private const int MostPathBytes = 4095;
    private const int MostNameBytes = 255;

    public DiagnosticBag Diagnostics => diagnostics;

    public void Error(YamlNode at, string path, string message) => diagnostics.Error(at, path, message);

    public void Warning(YamlNode at, string path, string message) => diagnostics.Warning(at, path, message);

    /// <summary>The node as a map without keys other than <paramref name="allowed"/>; null (noted) when it is none.</summary>
    public YamlMap? Map(YamlNode node, string path, IReadOnlyCollection<string> allowed)
    {
        if (node is not YamlMap map)
        {
            Error(node, path, $"{path} is {node.Describe()}, but must be a map of {string.Join(", ", allowed)}.");
            return null;
        }

        foreach (YamlEntry entry in map.Entries.Where(e => !allowed.Contains(e.Name)))
        {
            Error(entry.Key, Join(path, entry.Name), $"{path} has no key '{entry.Name}'.{NearestName.Hint(entry.Name, allowed)}");
        }

        return map;
    }

    public int? Whole(YamlNode node, string path, int min, int max = int.MaxValue)
    {
        // 1.0 counts as an integer, as it does for JSON schema and so for W&B.
        if (node is YamlScalar { Kind: ScalarKind.Integer or ScalarKind.Real } scalar && Math.Floor(scalar.Number) == scalar.Number
            && scalar.Number >= min && scalar.Number <= max)
        {
            return (int)scalar.Number;
        }

        string rule = max == int.MaxValue ? $"a whole number of at least {min}" : $"a whole number from {min} to {max}";
        Error(node, path, $"{path} is {node.Describe()}, but must be {rule}.");
        return null;
    }

    public double? Number(YamlNode node, string path, string rule, Func<double, bool> allows)
    {
        if (node is YamlScalar { Kind: ScalarKind.Integer or ScalarKind.Real } scalar
            && double.IsFinite(scalar.Number)
            && allows(scalar.Number))
        {
            return scalar.Number;
        }

        string quoted =
            node is YamlScalar { Kind: ScalarKind.Text } text
            && ScalarResolver.Resolve(text.Text).Kind is ScalarKind.Integer or ScalarKind.Real
                ? " Leave the quotes out."
                : "";
        Error(node, path, $"{path} is {node.Describe()}, but must be {rule}.{quoted}");
        return null;
    }

    public double? AnyNumber(YamlNode node, string path) => Number(node, path, "a finite number", _ => true);

    public ulong? Seed(YamlNode node, string path)
    {
        if (node is YamlScalar { Kind: ScalarKind.Integer } scalar
            && ulong.TryParse(
                scalar.Text,
                System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture,
                out ulong seed)
            && seed <= long.MaxValue)
        {
            return seed;
        }

        Error(node, path, $"{path} is {node.Describe()}, but must be a whole number from 0 to {long.MaxValue}.");
        return null;
    }

    public string? Text(YamlNode node, string path)
    {
        if (node is YamlScalar { Kind: ScalarKind.Text } scalar && !string.IsNullOrWhiteSpace(scalar.Text))
        {
            return scalar.Text;
        }

        string remedy = node is YamlScalar { Kind: not ScalarKind.Null and not ScalarKind.Text } ? " Put it in quotes." : "";
        Error(node, path, $"{path} is {node.Describe()}, but must be a text.{remedy}");
        return null;
    }

    /// <summary>A text that can be a folder's path; null (noted) when it cannot.</summary>
    public string? Folder(YamlNode node, string path)
    {
        if (Text(node, path) is not { } folder)
        {
            return null;
        }

        bool isPossible = !folder.Contains('\0', StringComparison.Ordinal) && Encoding.UTF8.GetByteCount(folder) <= MostPathBytes
            && folder.Split('/').All(name => Encoding.UTF8.GetByteCount(name) <= MostNameBytes);
        if (isPossible)
        {
            return folder;
        }

        Error(
            node,
            path,
            $"{path} cannot be a folder's path: one has no character U+0000, at most {MostPathBytes} bytes, and at most {MostNameBytes} "
                + $"between two slashes."
        );
        return null;
    }

    public bool? Flag(YamlNode node, string path)
    {
        if (node is YamlScalar { Kind: ScalarKind.Boolean } scalar)
        {
            return scalar.Number != 0;
        }

        Error(node, path, $"{path} is {node.Describe()}, but must be true or false.");
        return null;
    }

    /// <summary>One of a few words; null (noted) when it is none of them.</summary>
    public string? Word(YamlNode node, string path, IReadOnlyCollection<string> words)
    {
        if (node is YamlScalar scalar && words.Contains(scalar.Text) && scalar.Kind is ScalarKind.Text or ScalarKind.Boolean)
        {
            return scalar.Text;
        }

        string hint = node is YamlScalar { Kind: ScalarKind.Text } text
            ? NearestName.Hint(text.Text, words)
            : $" Valid are: {string.Join(", ", words)}.";
        Error(node, path, $"{path} is {node.Describe()}, which does not exist.{hint}");
        return null;
    }

    public static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
