using System.Text.RegularExpressions;
using System.Xml.Linq;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests;

/// <summary>The rules of docs/architecture.md and CONTRIBUTING.md, checked against the project files and sources.</summary>
public sealed partial class ArchitectureTests
{
    private const int MostLines = 400;
    private const int MostColumns = 140;
    private const int MostNamed = 10;

    private static readonly string[] Roots = ["src", "tests", "bench"];

    /// <summary>The folders of Core, lowest level first. Those of one level may use each other, but not in a circle.</summary>
    private static readonly string[] CoreLevels =
    [
        "Randomness LearningRates Losses Metrics Mining Models Settings Runs Events",
        "Sweeps",
        "Samplers Pruners Results",
        "Store",
        "Statistics",
        "Scheduling",
        "SweepFiles",
        "Head",
    ];

    [Theory]
    [InlineData("Core", "")]
    [InlineData("Training", "Core")]
    [InlineData("Grains", "Core Training")]
    [InlineData("Dashboard", "Core")]
    [InlineData("Silo", "Core Training Grains Dashboard")]
    public void A_project_references_only_the_projects_it_may_use(string project, string mayUse)
    {
        string[] referenced = [.. Items(project, "ProjectReference")
            .Select(path => Path.GetFileNameWithoutExtension(path)["SiameseSweep.".Length..])];

        Assert.Empty(referenced.Except(mayUse.Split(' ')));
    }

    [Theory]
    [InlineData(
        "Core",
        "Microsoft.Orleans.Server Microsoft.Orleans.Runtime Microsoft.Orleans.Client TorchSharp SkiaSharp Microsoft.AspNetCore"
    )]
    [InlineData("Training", "Microsoft.Orleans Microsoft.AspNetCore Microsoft.Data.Sqlite")]
    [InlineData("Grains", "TorchSharp SkiaSharp MudBlazor")]
    [InlineData("Dashboard", "Microsoft.Orleans TorchSharp SkiaSharp Microsoft.Data.Sqlite")]
    [InlineData("Silo", "TorchSharp SkiaSharp MudBlazor")]
    public void A_project_asks_for_no_package_of_another_room(string project, string forbidden)
    {
        string[] packages = [.. Items(project, "PackageReference"), .. Items(project, "FrameworkReference")];

        Assert.DoesNotContain(packages, package => forbidden.Split(' ').Any(f => package.StartsWith(f, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_source_project_has_its_rule_here()
    {
        string[] projects =
        [
            .. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")).Select(d => Path.GetFileName(d)).Order(),
        ];

        Assert.Equal(["Core", "Dashboard", "Grains", "Silo", "Training"], projects);
    }

    [Fact]
    public void No_source_file_is_too_long_to_read_in_one_sitting()
    {
        string[] roots = ["src", "tests", "bench", "build"];
        string[] tooLong = [.. roots.Select(r => Path.Combine(Repository.Root, r)).Where(Directory.Exists)
            .SelectMany(root => Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor")
            .Select(file => (File: Path.GetRelativePath(Repository.Root, file), Lines: File.ReadLines(file).Count()))
            .Where(f => f.Lines > MostLines)
            .Select(f => $"{f.File}: {f.Lines} lines")];

        Assert.Empty(tooLong);
    }

    [Fact]
    public void No_line_of_code_is_wider_than_an_editor() =>
        Assert.Empty(Code(".cs")
            .SelectMany(file => File.ReadLines(file).Index().Where(l => l.Item.Length > MostColumns)
                .Select(l => $"{file}({l.Index + 1}): {l.Item.Length} characters"))
            .Take(MostNamed));

    [Fact]
    public void A_summary_begins_with_a_noun_or_a_verb_and_never_asks() =>
        Assert.Empty(Code(".cs", ".razor")
            .SelectMany(file => QuestionSummary().Matches(File.ReadAllText(file)).Select(m => $"{file}: {m}"))
            .Take(MostNamed));

    [Fact]
    public void Folders_of_Core_use_only_folders_of_their_level_or_below()
    {
        Dictionary<string, int> levels = CoreLevels.SelectMany((level, number) => level.Split(' ').Select(folder => (folder, number)))
            .ToDictionary();

        Assert.DoesNotContain(Uses().SelectMany(u => new[] { u.From, u.To }), folder => !levels.ContainsKey(folder));
        Assert.Empty(Uses().Where(u => levels[u.To] > levels[u.From]).Select(u => $"{u.File} uses {u.To}"));
    }

    [Fact]
    public void Folders_of_Core_form_no_circle()
    {
        // A folder that uses no other left has its place; what remains in the end lies on circles.
        List<(string From, string To)> left = [.. Uses().Select(u => (u.From, u.To)).Distinct()];
        while (left.RemoveAll(use => left.All(other => other.From != use.To)) > 0)
        {
        }

        Assert.Empty(left);
    }

    /// <summary>Which folder of Core uses which, by the using directives of its files.</summary>
    private static IEnumerable<(string From, string To, string File)> Uses()
    {
        string core = Path.Combine(Repository.Root, "src", "Core");
        string[] folders = [.. Directory.EnumerateDirectories(core).Select(d => Path.GetFileName(d)).Where(f => f is not ("bin" or "obj"))];
        foreach (string from in folders)
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(core, from), "*.cs", SearchOption.AllDirectories))
            {
                foreach (string to in folders.Where(to =>
                        to != from && Regex.IsMatch(File.ReadAllText(file), $@"^using SiameseSweep\.Core\.{to}\b", RegexOptions.Multiline)))
                {
                    yield return (from, to, Path.GetRelativePath(core, file));
                }
            }
        }
    }

    private static IEnumerable<string> Code(params string[] extensions) =>
        from root in Roots
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, root), "*", SearchOption.AllDirectories)
        where extensions.Contains(Path.GetExtension(file))
        where !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")
        select file;

    /// <summary>The beginning of a summary that starts with a question word, on the line of the tag or on the one below it.</summary>
    [GeneratedRegex(@"<summary>[\s/]*(What|Who|Whose|Whom|How|Where|Whoever|Whatever) [^\n<]*")]
    private static partial Regex QuestionSummary();

    private static IEnumerable<string> Items(string project, string kind)
    {
        string file = Path.Combine(Repository.Root, "src", project, $"SiameseSweep.{project}.csproj");
        return XDocument.Load(file).Descendants(kind).Select(item => item.Attribute("Include")!.Value);
    }
}
