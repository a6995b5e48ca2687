namespace SiameseSweep.Training.Tests.Runs;

/// <summary>
/// A clock that moves by the same amount whenever it is looked at, and can do something at a look: what a training does by time
/// becomes a matter of its steps.
/// </summary>
internal sealed class LookedAtTime(TimeSpan perLook, Action<int>? looked = null) : TimeProvider
{
    private int _looks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        int look = Interlocked.Increment(ref _looks);
        looked?.Invoke(look);
        return look * perLook.Ticks;
    }
}
