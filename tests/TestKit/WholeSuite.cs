namespace SiameseSweep.TestKit;

/// <summary>The tests that are too slow to run for every change: those of <c>./test --all</c>.</summary>
public static class WholeSuite
{
    /// <summary>Whether they are to run, too.</summary>
    public static bool IsRequested => Environment.GetEnvironmentVariable("SIAMESE_SWEEP_ALL") == "1";

    /// <summary>Skips the running test unless everything was asked for.</summary>
    public static void Only() => Assert.SkipUnless(IsRequested, "Too long for every change: run ./test --all (SIAMESE_SWEEP_ALL=1).");
}
