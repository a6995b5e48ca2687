namespace SiameseSweep.Silo.Tests.Faults;

/// <summary>Tests that are too slow to run for every change.</summary>
internal static class WholeTable
{
    /// <summary>Skips the running test unless everything was asked for.</summary>
    public static void Only() =>
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("SIAMESE_SWEEP_ALL") == "1",
            "Too long for every change: run ./test --all (SIAMESE_SWEEP_ALL=1).");
}
