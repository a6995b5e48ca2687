using System.Xml.Linq;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests;

/// <summary>Who may enter which room, read from the project files themselves (docs/architecture.md).</summary>
public sealed class ArchitectureTests
{
    private const int MostLines = 400;

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
    [InlineData("Core", "Microsoft.Orleans.Server Microsoft.Orleans.Runtime Microsoft.Orleans.Client TorchSharp SkiaSharp Microsoft.AspNetCore")]
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
        string[] projects = [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")).Select(d => Path.GetFileName(d)).Order()];

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

    private static IEnumerable<string> Items(string project, string kind)
    {
        string file = Path.Combine(Repository.Root, "src", project, $"SiameseSweep.{project}.csproj");
        return XDocument.Load(file).Descendants(kind).Select(item => item.Attribute("Include")!.Value);
    }
}
