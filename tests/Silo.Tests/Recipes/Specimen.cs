using System.Text.Json;
using System.Text.RegularExpressions;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Recipes;

/// <summary>A specimen of something that docs/architecture.md says how to add: its new files, and what it inserts into others.</summary>
/// <param name="Thing">What it is one of, as the table names it.</param>
internal sealed record Specimen(string Thing)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The specimens by thing.</summary>
    public static IReadOnlyList<Specimen> All { get; } =
    [
        .. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "tests", "Specimens")).Order(StringComparer.Ordinal)
            .Select(folder => new Specimen(Path.GetFileName(folder).Replace('-', ' '))),
    ];

    /// <summary>The files it brings, relative to the repository.</summary>
    public IReadOnlyList<string> NewFiles =>
    [
        .. Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file)).Order(StringComparer.Ordinal),
    ];

    /// <summary>The text that it inserts.</summary>
    public IReadOnlyList<Insertion> Insertions =>
        JsonSerializer.Deserialize<Insertion[]>(File.ReadAllText(Path.Combine(Folder, "insertions.json")), Json)!;

    /// <summary>Every file that it adds or changes.</summary>
    public IReadOnlyList<string> Touched => [.. NewFiles.Concat(Insertions.Select(i => i.File)).Distinct()];

    private string Folder => Path.Combine(Repository.Root, "tests", "Specimens", Thing.Replace(' ', '-'));

    /// <summary>The files that the table in docs/architecture.md names for a thing, each as a pattern.</summary>
    public static IReadOnlyList<Regex> Recipe(string thing)
    {
        string row = File.ReadLines(Path.Combine(Repository.Root, "docs", "architecture.md"))
            .SingleOrDefault(line => line.StartsWith($"| {thing} |", StringComparison.Ordinal)) ?? "";
        return
        [
            .. Regex.Matches(row, @"`(?<file>[A-Za-z/]+)\.cs`")
                .Select(m => new Regex($"^src/{Regex.Replace(m.Groups["file"].Value, @"(?<=/)X", @"[A-Z][A-Za-z]+")}\\.cs$")),
        ];
    }

    /// <summary>Adds it to a copy of the repository.</summary>
    public void AddTo(string root)
    {
        foreach (string file in NewFiles)
        {
            Assert.False(File.Exists(Path.Combine(root, file)), $"{file} exists already.");
            File.Copy(Path.Combine(Folder, file), Path.Combine(root, file));
        }

        foreach (Insertion insertion in Insertions)
        {
            string file = Path.Combine(root, insertion.File);
            File.WriteAllText(file, insertion.Into(File.ReadAllText(file)));
        }
    }
}

/// <summary>A text to insert into a file.</summary>
/// <param name="File">Relative to the repository.</param>
/// <param name="After">The text behind which it goes; the file has it once.</param>
/// <param name="Text">What is inserted.</param>
internal sealed record Insertion(string File, string After, string Text)
{
    /// <summary>Returns the file's text with the insertion.</summary>
    public string Into(string text)
    {
        Assert.True(text.Split(After).Length == 2, $"{File} does not have this text exactly once: {After}");
        return text.Replace(After, After + Text, StringComparison.Ordinal);
    }
}
