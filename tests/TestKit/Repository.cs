namespace SiameseSweep.TestKit;

/// <summary>Places in the checkout, and the data beside it.</summary>
public static class Repository
{
    /// <summary>The folder that holds SiameseSweep.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>
    /// The folder that holds <c>orl/</c>: SIAMESE_SWEEP_DATA, else ../shared beside the checkout; null when neither has it.
    /// </summary>
    public static string? OrlData { get; } = FindOrl();

    /// <summary>Skips the running test, with the reason, unless the ORL faces are on this machine.</summary>
    public static string RequireOrl()
    {
        Assert.SkipWhen(OrlData is null, "The ORL faces are not on this machine: set SIAMESE_SWEEP_DATA to the folder that holds orl/.");
        return OrlData!;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SiameseSweep.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No SiameseSweep.sln above {AppContext.BaseDirectory}.");
    }

    private static string? FindOrl()
    {
        string?[] candidates = [Environment.GetEnvironmentVariable("SIAMESE_SWEEP_DATA"), Path.Combine(Root, "..", "shared")];
        return candidates.FirstOrDefault(c => c is not null && Directory.Exists(Path.Combine(c, "orl", "training")));
    }
}
