using SiameseSweep.Core.Store;
using SiameseSweep.Silo.Homes;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Access;

/// <summary>Sign-ins, which browsers' cookies stand for.</summary>
public sealed class SignInsTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly SetClock _clock = new();
    private readonly AccessToken _token = AccessToken.Fresh();

    private HomeDirectory Home => new(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_has_a_value_of_its_own_outlasts_the_process_and_is_kept_only_as_a_hash()
    {
        SignIns before = new(Home, _token, _clock);
        string one = before.Begin(), two = before.Begin();
        Assert.NotEqual(one, two);

        SignIns after = new(Home, _token, _clock);
        Assert.True(after.Contains(one));
        Assert.True(after.Contains(two));
        Assert.False(after.Contains(one[..^1]));
        Assert.False(after.Contains(""));
        Assert.DoesNotContain(one, File.ReadAllText(Path.Combine(_folder.Path, "sign-ins.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void It_ends_by_signing_out_for_good_and_ends_no_other()
    {
        SignIns signIns = new(Home, _token, _clock);
        string one = signIns.Begin(), two = signIns.Begin();
        signIns.End(one);

        Assert.False(signIns.Contains(one));
        Assert.False(new SignIns(Home, _token, _clock).Contains(one));
        Assert.True(signIns.Contains(two));
    }

    [Fact]
    public void It_ends_after_a_week()
    {
        SignIns signIns = new(Home, _token, _clock);
        string value = signIns.Begin();
        _clock.Now += SignIns.Lifetime - TimeSpan.FromSeconds(1);
        Assert.True(signIns.Contains(value));
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.False(signIns.Contains(value));
        Assert.False(new SignIns(Home, _token, _clock).Contains(value));
    }

    [Fact]
    public void It_ends_when_the_token_is_another()
    {
        string value = new SignIns(Home, _token, _clock).Begin();
        Assert.False(new SignIns(Home, AccessToken.Fresh(), _clock).Contains(value));
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
