using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Tests.Runs;

public sealed class RunFilesTests
{
    [Theory]
    [InlineData("best-00001-cpu2.safetensors", "checkpoints")]
    [InlineData("best-00001-cpu2e40.safetensors", "checkpoints")]
    [InlineData("best-123456-cuda1.safetensors", "checkpoints")]
    [InlineData("last-0002-00000030.safetensors", "checkpoints")]
    [InlineData("others-0002-00000030.safetensors", "resume")]
    [InlineData("state-0002-00000030.json", "resume")]
    [InlineData("state-12345-123456789.json", "resume")]
    [InlineData("best-1-cpu2.safetensors", null)]
    [InlineData("best-00001-cpu2.json", null)]
    [InlineData("best-00001-../x.safetensors", null)]
    [InlineData("best-00001-cpu2.safetensors.7-1.writing", null)]
    [InlineData("last-0002-00000030.json", null)]
    [InlineData("state-0002-00000030.safetensors", null)]
    [InlineData("state-0002-00000030.json.fetching", null)]
    [InlineData("state-0002-30.json", null)]
    [InlineData("state-0002-99999999999.json", null)]
    [InlineData("runs.db", null)]
    [InlineData("", null)]
    public void A_name_tells_the_folder_it_belongs_to(string name, string? folder) => Assert.Equal(folder, RunFiles.FolderOf(name));

    [Fact]
    public void What_a_name_was_made_of_is_read_from_it()
    {
        ResumeStamp stamp = new(2, 30);
        Assert.Equal(7, RunFiles.EpochOfBest(RunFiles.Best(7, "cpu2")));
        Assert.All(
            [RunFiles.Last(stamp), RunFiles.Others(stamp), RunFiles.State(stamp), RunFiles.Last(stamp) + ".0123.arriving"],
            name => Assert.Equal(stamp, RunFiles.StampOf(name)));
        Assert.Equal(stamp, RunFiles.StampOfState(RunFiles.State(stamp)));
        Assert.All([RunFiles.Last(stamp), RunFiles.State(stamp) + ".fetching"], name => Assert.Null(RunFiles.StampOfState(name)));
        Assert.Null(RunFiles.StampOf(RunFiles.Best(7, "cpu2")));
        Assert.Null(RunFiles.EpochOfBest(RunFiles.Last(stamp)));
    }

    [Fact]
    public void States_are_ordered_by_attempt_and_step_as_numbers()
    {
        ResumeStamp[] ordered = [new(1, 5), new(1, 123_456_789), new(2, 1), new(9_999, 1), new(10_000, 0)];
        Assert.Equal(ordered, ordered.Reverse().Order());
        Assert.True(ordered[0] < ordered[1] && ordered[2] > ordered[1]);
    }
}
