using System.Text.Json;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Data;
using SiameseSweep.Training.Evaluation;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Evaluation;

public sealed class FisherfacesTests
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Training.Tests", "Fixtures");

    private static readonly Case[] Committed = Read(Path.Combine(Folder, "fisherfaces.json"));

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Committed.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Dissimilarities_are_those_of_scikit_learn(int index)
    {
        Case expected = Committed[index];
        float[] found = Of(expected);
        Assert.Equal(expected.Dissimilarities.Length, found.Length);
        Assert.All(expected.Dissimilarities.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public async Task The_committed_numbers_are_what_the_script_writes_with_the_scikit_learn_of_this_machine()
    {
        using TemporaryDirectory folder = new();
        string file = folder.File("fisherfaces.json");
        await Python.Run("sklearn", Path.Combine(Folder, "make_fisherfaces.py"), file);
        foreach ((Case a, Case b) in Committed.Zip(Read(file)))
        {
            Assert.Equal(a.Training, b.Training);
            Assert.All(a.Dissimilarities.Zip(b.Dissimilarities), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
        }
    }

    [Fact]
    public void The_number_of_threads_of_a_run_does_not_show_and_stays_as_it_is()
    {
        int before = get_num_threads();
        try
        {
            set_num_threads(1);
            float[] one = Of(Committed[0]);
            set_num_threads(2);
            Assert.Equal(one, Of(Committed[0]));
            Assert.Equal(2, get_num_threads());
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Theory]
    [InlineData("a a a", "There is only one training person.")]
    [InlineData("a b c", "No training person has two images.")]
    public void Training_people_without_a_linear_discriminant_have_a_reason(string people, string reason)
    {
        string[] names = people.Split(' ');
        Assert.Null(Fisherfaces.Of(new PreparedImages(names, names, 1, [0, 0.5f, 1]), out string? why));
        Assert.Equal(reason, why);
    }

    [Theory]
    [InlineData(new float[] { 0, 0, 1, 1 })] // each person's images are equal
    [InlineData(new float[] { 1, 1, 1, 1 })]
    public void Images_that_do_not_differ_give_none(float[] pixels)
    {
        string[] people = ["a", "a", "b", "b"];
        PreparedImages images = new(people, people, 1, pixels);
        Assert.Null(Fisherfaces.Of(images, out _)!.Dissimilarities(images));
    }

    [Fact]
    public void Of_a_large_training_set_whole_people_up_to_a_thousand_images_are_used()
    {
        string[] people = [.. Enumerable.Range(0, 1_400).Select(i => $"p{i % 140}")];
        float[] pixels = [.. Enumerable.Range(0, 1_400).Select(i => (float)i)];
        PreparedImages used = Fisherfaces.Used(new PreparedImages(people, people, 1, pixels));
        Assert.Equal((1_000, 100), (used.Count, used.People.Distinct().Count()));
        Assert.Equal(Enumerable.Range(0, 1_400).Where(i => i % 140 < 100).Select(i => (float)i), used.Pixels);
    }

    [Fact]
    public void Over_five_folds_of_unseen_people_of_orl_it_beats_pixels()
    {
        FaceDataset orl = Datasets.Open(new DatasetSpec { Kind = DatasetKind.Orl }, Repository.RequireOrl());
        FaceImage[] all = [.. orl.Training, .. orl.Testing];
        SiameseOptions options = new() { Folds = 5 };
        double[][] errors =
        [
            .. Enumerable.Range(0, 5).Select(fold =>
            {
                IdentitySplit split = IdentitySplit.For(
                    orl.Training.Select(i => i.Person), orl.Testing.Select(i => i.Person), options, 0, fold);
                PreparedImages training = Of(split.Training), test = Of(split.Test);
                bool[] different = PairDissimilarities.Different(test.People);
                return new[] { PixelBaseline.Dissimilarities(test), Fisherfaces.Of(training, out string? _)!.Dissimilarities(test)![0] }
                    .Select(d => VerificationMetrics.Compute(d, different).Eer).ToArray();
            }),
        ];
        Assert.InRange(errors.Average(e => e[0]), 0.12, 0.15);
        Assert.InRange(errors.Average(e => e[1]), 0.07, 0.11);

        PreparedImages Of(IReadOnlyList<string> people) =>
            ImagePreparation.Prepare([.. all.Where(i => people.Contains(i.Person))], 32, invert: false);
    }

    private static float[] Of(Case given)
    {
        PreparedImages training = Images(given.Training, given.People, given.Size);
        int count = given.Test.Length / (given.Size * given.Size);
        PreparedImages test = Images(given.Test, [.. Enumerable.Repeat("q", count)], given.Size);
        return Fisherfaces.Of(training, out string? _)!.Dissimilarities(test)![0];
    }

    private static PreparedImages Images(int[] grey, string[] people, int size) =>
        new(people, people, size, [.. grey.Select(v => v / 255f)]);

    private static Case[] Read(string file) => JsonSerializer.Deserialize<Case[]>(File.ReadAllText(file), Options)!;

    private sealed record Case(int Size, int[] Training, string[] People, int[] Test, double[] Dissimilarities);
}
