using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;

namespace SiameseSweep.Core.Tests.Scheduling;

public sealed class RecordDivergenceTests
{
    private readonly RecordDivergence _divergence = new();

    [Fact]
    public void Runs_that_come_and_go_between_two_looks_are_none()
    {
        for (int look = 0; look < 5; look++)
        {
            Assert.False(_divergence.Lasts([At(look)], [At(look + 1)])); // one has ended, one has begun: neither is known on both sides yet
            Assert.False(_divergence.Lasts([At(100 + look)], [At(100 + look)]));
        }
    }

    [Fact]
    public void A_run_that_one_side_alone_has_at_two_looks_is_one()
    {
        Assert.False(_divergence.Lasts([At(1), At(2)], [At(2)]));
        Assert.True(_divergence.Lasts([At(1)], [At(3)]));
        Assert.False(new RecordDivergence().Lasts([], [At(1)]));
    }

    [Fact]
    public void Another_attempt_is_another_matter()
    {
        Assert.False(_divergence.Lasts([At(1, attempt: 2)], []));
        Assert.False(_divergence.Lasts([At(1, attempt: 3)], []));
        Assert.True(_divergence.Lasts([At(1, attempt: 3)], [At(1, attempt: 4)]));
    }

    [Fact]
    public void What_was_read_again_is_forgotten()
    {
        Assert.False(_divergence.Lasts([At(1)], []));
        _divergence.Clear();
        Assert.False(_divergence.Lasts([At(1)], []));
    }

    private static (RunId, int) At(int trial, int attempt = 1) => (new RunId("s-0000", trial, 0, 0), attempt);
}
