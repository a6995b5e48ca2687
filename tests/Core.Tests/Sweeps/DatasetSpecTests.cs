using System.Text.Json;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Tests.Sweeps;

public sealed class DatasetSpecTests
{
    public static TheoryData<string> Kinds => [.. DatasetCatalog.Names];

    [Theory]
    [InlineData(
        """{"Kind":0,"People":40,"Images":6,"Seed":9007199254740993,"Train":null,"Test":null}""",
        "kind: synthetic, people: 40, images: 6, seed: 9007199254740993"
    )]
    [InlineData("""{"Kind":1,"People":24,"Images":10,"Seed":0,"Train":null,"Test":null}""", "kind: orl")]
    [InlineData(
        """{"Kind":2,"People":24,"Images":10,"Seed":0,"Train":"/a","Test":"/b \u0022c\u0022"}""",
        """kind: folder, train: /a, test: '/b "c"'"""
    )]
    public void What_older_builds_recorded_is_read(string recorded, string yaml) =>
        Assert.Equal(Read(yaml), JsonSerializer.Deserialize<DatasetSpec>(recorded));

    [Theory]
    [InlineData(
        "kind: synthetic, people: 40, seed: 9223372036854775807",
        """{"kind":"synthetic","people":40,"seed":9223372036854775807}"""
    )]
    [InlineData("kind: orl", """{"kind":"orl"}""")]
    [InlineData("kind: folder, train: a/b, test: '7'", """{"kind":"folder","train":"a/b","test":"7"}""")]
    public void A_data_set_is_recorded_with_the_words_of_sweep_files(string yaml, string json)
    {
        DatasetSpec dataset = Read(yaml);
        Assert.Equal(json, JsonSerializer.Serialize(dataset));
        Assert.Equal(dataset, JsonSerializer.Deserialize<DatasetSpec>(json));
    }

    [Fact]
    public void Folders_are_replaced_and_nothing_else()
    {
        DatasetSpec folders = Read("kind: folder, train: a, test: /b");
        Assert.Equal(["a", "/b"], folders.Folders);
        Assert.Equal(["/data/a", "/b"], folders.Under("/data").Folders);
        DatasetSpec drawn = Read("kind: synthetic, people: 40");
        Assert.Equal(drawn, drawn.Under("/data"));
    }

    [Theory]
    [InlineData("kind: orl", 37, 3, 10)]
    [InlineData("kind: synthetic, people: 11", 9, 2, 10)]
    [InlineData("kind: synthetic, people: 40, images: 6", 32, 8, 6)]
    public void How_many_people_there_are_is_known_before_a_file_is_opened(string yaml, int training, int test, int images) =>
        Assert.Equal(new PeopleCount(training, test, images), Read(yaml).KnownPeople);

    [Fact]
    public void Only_its_files_tell_how_many_people_a_folder_has() => Assert.Null(Read("kind: folder, train: a, test: b").KnownPeople);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_is_reached_from_a_sweep_file_and_refuses_a_key_that_it_does_not_take(string kind)
    {
        Assert.Equal(kind, DatasetCatalog.Of(DatasetCatalog.Find(kind)!.Kind).Name);
        Assert.Contains(
            Yaml.Refuse(Yaml.Of("margin: {value: 1}", siamese: $"{{dataset: {{kind: {kind}, nothing: 1}}}}")),
            e => e.Message.Contains("no key 'nothing'", StringComparison.Ordinal));
    }

    private static DatasetSpec Read(string yaml) =>
        Yaml.Accept(Yaml.Of("margin: {value: 1}", siamese: $"{{dataset: {{{yaml}}}}}")).Siamese.Dataset;
}
