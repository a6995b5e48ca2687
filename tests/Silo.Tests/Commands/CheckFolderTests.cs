using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Commands;

/// <summary>The findings of <c>check</c> about folders of people. It counts files by name, so these are not images.</summary>
public sealed class CheckFolderTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("loss: {value: triplet}", "Loss triplet needs two images of every person who trains, and bo has one.")]
    [InlineData("loss: {values: [contrastive, triplet]}", "Loss triplet needs two images")]
    [InlineData("mining: {values: [random, hard]}", "Online mining needs two images of every person who trains, and bo has one.")]
    public async Task A_sweep_that_pairs_people_with_themselves_is_refused_where_one_has_a_single_image(string parameter, string expected)
    {
        People("train", ("al", 3), ("bo", 1), ("cy", 2));
        await IsRefused(parameter, 0, expected);
    }

    [Theory]
    [InlineData("loss: {value: contrastive}")]
    [InlineData("loss: {value: softmax}\n  mining: {value: hard}")] // softmax ignores it
    public async Task Others_are_content_with_a_single_image(string parameter)
    {
        People("train", ("al", 3), ("bo", 1), ("cy", 2));
        Assert.Equal(0, (await Check(parameter, 0)).ExitCode);
    }

    [Theory]
    [InlineData("loss: {value: cosface}", "A batch_size of 32 with images_per_person 4 needs 8 people, and 3 train.")]
    [InlineData("loss: {values: [triplet, supcon]}", "needs 8 people, and 3 train. Lower batch_size to at most 12")]
    [InlineData("loss: {value: softmax}\n  images_per_person: {values: [2, 4]}", "people, and 3 train.")]
    public async Task A_batch_of_more_people_than_train_is_refused(string parameter, string expected)
    {
        People("train", ("al", 3), ("bo", 2), ("cy", 2));
        await IsRefused(parameter, 0, expected);
    }

    [Fact]
    public async Task One_person_that_trains_is_too_few()
    {
        People("train", ("al", 3));
        await IsRefused("loss: {value: triplet}", 0, "fewer than two to learn from");
    }

    [Fact]
    public async Task Validation_people_that_leave_one_to_train_are_refused()
    {
        People("train", ("al", 3), ("bo", 3), ("cy", 3));
        await IsRefused("loss: {value: contrastive}", 2, "Lower it to at most 1");
    }

    [Fact]
    public async Task Folders_that_are_not_there_are_a_warning()
    {
        Outcome outcome = await Check("loss: {value: triplet}", 0);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("There is no folder train", outcome.Error);
    }

    private void People(string set, params (string Name, int Images)[] people)
    {
        foreach ((string folder, string name, int images) in people
                .Select(p => (set, p.Name, p.Images))
                .Concat([("test", "dee", 2), ("test", "eve", 2)]))
        {
            Directory.CreateDirectory(_folder.File(folder, name));
            for (int i = 0; i < images; i++)
            {
                File.WriteAllText(_folder.File(folder, name, $"{i}.pgm"), "not opened");
            }

            File.WriteAllText(_folder.File(folder, name, "notes.txt"), "no image");
        }
    }

    private async Task<Outcome> Check(string parameter, int validation)
    {
        string file = _folder.File("sweep.yaml");
        await File.WriteAllTextAsync(
            file,
            $"method: grid\nmetric: {{name: test.eer, goal: minimize}}\nparameters:\n  {parameter}\nsiamese: {{dataset: {{kind: "
                + $"folder, train: train, test: test}}, validation_identities: {validation}, replicates: 2}}\n"
        );
        return await SiloProgram.Run("check", file, "--home", _folder.Path);
    }

    private async Task IsRefused(string parameter, int validation, string expected)
    {
        Outcome outcome = await Check(parameter, validation);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(expected, Assert.Single(outcome.ErrorLines, l => !l.Contains("warning", StringComparison.Ordinal)));
    }
}
