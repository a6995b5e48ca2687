using SiameseSweep.Core.Settings;

namespace SiameseSweep.Core.Sweeps;

/// <summary>
/// Which data set a sweep trains on. Names in sweep files are the lower-case ones; records of older builds hold the numbers.
/// </summary>
public enum DatasetKind
{
    /// <summary>Drawn faces, deterministic by seed.</summary>
    Synthetic,

    /// <summary>The ORL faces, <c>orl/{training,testing}/s1…s40/*.pgm</c> under <c>--data</c>.</summary>
    Orl,

    /// <summary>Two folders of one folder a person.</summary>
    Folder,
}

/// <summary>The kinds of data sets: one entry each, with all that is known of a data set before it is opened.</summary>
public static class DatasetCatalog
{
    /// <summary>Synthetic: number of people.</summary>
    public static WholeSetting People { get; } = new("people", 4, 10_000, 24, "the number of people, of whom a fifth (at least 2) test");

    /// <summary>Synthetic: images a person.</summary>
    public static WholeSetting Images { get; } = new("images", 2, 10_000, 10, "the number of images of each");

    /// <summary>Synthetic: which faces are drawn.</summary>
    public static SeedSetting Seed { get; } = new("seed", "which faces are drawn");

    /// <summary>Folder: the training people.</summary>
    public static FolderSetting Train { get; } = new("train", "a folder with one folder a person") { IsRequired = true };

    /// <summary>Folder: the test people.</summary>
    public static FolderSetting Test { get; } = new("test", "a folder with one folder a person") { IsRequired = true };

    /// <summary>Every kind, in the order of CONTRACT §2.</summary>
    public static IReadOnlyList<DatasetDefinition> All { get; } =
    [
        new(DatasetKind.Synthetic, [People, Images, Seed]) { PeopleOf = set => FifthTests(set.Get(People), set.Get(Images)) },
        new(DatasetKind.Orl, []) { PeopleOf = _ => new(37, 3, 10) },
        new(DatasetKind.Folder, [Train, Test]),
    ];

    /// <summary>The names of the kinds, as sweep files have them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(d => d.Name)];

    /// <summary>Returns the definition of a kind.</summary>
    public static DatasetDefinition Of(DatasetKind kind) => All.Single(d => d.Kind == kind);

    /// <summary>Returns the definition of a kind by its name, or null.</summary>
    public static DatasetDefinition? Find(string name) => All.FirstOrDefault(d => d.Name == name);

    private static PeopleCount FifthTests(int people, int images)
    {
        int test = Math.Max(2, people / 5);
        return new PeopleCount(people - test, test, images);
    }
}
