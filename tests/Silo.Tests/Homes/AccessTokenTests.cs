using SiameseSweep.Core.Store;
using SiameseSweep.Silo.Homes;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Homes;

/// <summary>A token file that says nothing, or next to nothing, opens no head to everybody.</summary>
public sealed class AccessTokenTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    private string TokenFile => _home.File("token");

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("fifteen-letters\n")]
    public async Task A_head_that_others_reach_does_not_start_with_a_token_that_can_be_guessed(string token)
    {
        File.WriteAllText(TokenFile, token);

        using SiloProgram head = SiloProgram.Start("serve", "--home", _home.Path, "--port", FreePort.Next(), "--listen", "0.0.0.0");
        Outcome outcome = await head.End();

        Assert.Equal(2, outcome.ExitCode);
        string line = Assert.Single(outcome.ErrorLines);
        Assert.Contains(TokenFile, line);
        Assert.Contains("Delete it", line);
        Assert.Equal(token, File.ReadAllText(TokenFile));
        Assert.False(File.Exists(_home.File("head.json")));
    }

    [Fact]
    public void A_token_of_the_users_own_is_kept()
    {
        File.WriteAllText(TokenFile, "sixteen-letters!\n");

        AccessToken token = AccessToken.Ensure(new HomeDirectory(_home.Path));

        Assert.False(token.IsNew);
        Assert.True(token.Matches("sixteen-letters!"));
    }

    [Fact]
    public void What_is_empty_is_no_token_to_show_a_head()
    {
        HomeDirectory home = new(_home.Path);
        Assert.Null(AccessToken.Find(home));

        File.WriteAllText(TokenFile, "\n");

        Assert.Null(AccessToken.Find(home));
    }

    [Fact]
    public void A_token_that_cannot_be_written_whole_is_not_left_in_part()
    {
        using SmallDisk disk = SmallDisk.Mount(_home.File("disk"), 1);
        HomeDirectory home = new(disk.Path);
        string file = Path.Combine(disk.Path, "token");
        Assert.Throws<IOException>(() => File.WriteAllBytes(Path.Combine(disk.Path, "full"), new byte[2 * 1024 * 1024]));

        Assert.Throws<IOException>(() => AccessToken.Ensure(home));
        Assert.False(File.Exists(file));

        File.Delete(Path.Combine(disk.Path, "full"));
        AccessToken token = AccessToken.Ensure(home);
        Assert.True(token.IsNew);
        Assert.Equal(token.Value, File.ReadAllText(file).Trim());
        Assert.Equal([file], Directory.GetFiles(disk.Path));
    }
}
