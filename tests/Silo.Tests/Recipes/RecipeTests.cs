using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Recipes;

/// <summary>The table "To add a …" of docs/architecture.md, held against specimens that are added by it.</summary>
public sealed class RecipeTests
{
    private const int MostFiles = 3;

    public static TheoryData<string> Things => [.. Specimen.All.Select(s => s.Thing)];

    [Fact]
    public void Everything_that_users_can_extend_has_a_recipe_and_a_specimen()
    {
        string[] things = ["data set kind", "loss", "metric", "miner", "parameter", "pruner", "sampler"];
        Assert.Equal(things, Specimen.All.Select(s => s.Thing));
        Assert.All(things, thing => Assert.InRange(Specimen.Recipe(thing).Count, 2, MostFiles));
    }

    [Theory]
    [MemberData(nameof(Things))]
    public void A_specimen_touches_the_files_that_its_recipe_names_and_no_other(string thing)
    {
        Specimen specimen = new(thing);
        List<string> touched = [.. specimen.Touched];
        Assert.InRange(touched.Count, 1, MostFiles);
        Assert.All(
            Specimen.Recipe(thing),
            file => Assert.True(
                touched.RemoveAll(file.IsMatch) == 1, $"The recipe of a {thing} names {file}, which the specimen does not touch."));
        Assert.Equal(thing == "parameter" ? 1 : 0, touched.Count); // a parameter acts in a file that no table can name
    }

    [Theory]
    [MemberData(nameof(Things))]
    public void A_specimen_finds_the_places_where_its_recipe_inserts(string thing)
    {
        foreach (IGrouping<string, Insertion> file in new Specimen(thing).Insertions.GroupBy(i => i.File))
        {
            string text = File.ReadAllText(Path.Combine(Repository.Root, file.Key));
            Assert.NotEqual(text, file.Aggregate(text, (changed, insertion) => insertion.Into(changed)));
        }
    }
}
