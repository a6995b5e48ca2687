using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Tests.Runs;

public sealed class StopRequestTests
{
    [Theory]
    [InlineData(StopRequest.None, null)]
    [InlineData(StopRequest.Pause, RunState.Paused)]
    [InlineData(StopRequest.Prune, RunState.Pruned)]
    [InlineData(StopRequest.Stop, RunState.Stopped)]
    [InlineData(StopRequest.Abandon, null)]
    public void An_attempt_ends_in_the_state_that_was_asked_for(StopRequest request, RunState? state) =>
        Assert.Equal(state, request.EndsAs());
}
