namespace SiameseSweep.Core.Runs;

/// <summary>Device time of attempts, each counted from its start to its end.</summary>
public sealed class DeviceTime
{
    private readonly Dictionary<RunId, DateTimeOffset> _running = [];
    private TimeSpan _ended;

    /// <summary>Number of attempts that have started and not ended.</summary>
    public int Running => _running.Count;

    /// <summary>Counts an attempt from now on; an earlier one of the same run ends.</summary>
    public void Started(RunId run, DateTimeOffset at)
    {
        Ended(run, at);
        _running[run] = at;
    }

    /// <summary>Ends an attempt. Has no effect if none runs.</summary>
    public void Ended(RunId run, DateTimeOffset at)
    {
        if (_running.Remove(run, out DateTimeOffset from) && at > from)
        {
            _ended += at - from;
        }
    }

    /// <summary>Adds the time of attempts that have ended.</summary>
    public void Add(TimeSpan ended) => _ended += ended;

    /// <summary>Returns the time up to <paramref name="now"/>, running attempts included.</summary>
    public TimeSpan Until(DateTimeOffset now) => _running.Values.Aggregate(_ended, (sum, from) => now > from ? sum + (now - from) : sum);
}
