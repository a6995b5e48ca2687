using System.Diagnostics;

namespace SiameseSweep.Silo.Tests.Programs;

/// <summary>Waiting for what another process writes: looked at until it is there, with an end to the patience.</summary>
public static class Waiting
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public static async Task Until(Func<bool> condition, string what)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < SiloProgram.Patience, $"Waited {watch.Elapsed} in vain: {what}.");
            await Task.Delay(Interval);
        }
    }
}
