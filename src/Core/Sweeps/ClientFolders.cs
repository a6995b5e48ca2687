namespace SiameseSweep.Core.Sweeps;

/// <summary>
/// Which folders of the head's machine a sweep that a client sends may name: who can submit a sweep can look at its images.
/// </summary>
public static class ClientFolders
{
    /// <summary>Checks the folders of a data set by their paths alone, so that a refusal tells nothing about what is there.</summary>
    /// <param name="dataset">With absolute folders.</param>
    /// <param name="allowed">Absolute directories.</param>
    /// <exception cref="UserErrorException">A folder does not lie below any of them.</exception>
    public static void Require(DatasetSpec dataset, IReadOnlyList<string> allowed)
    {
        if (dataset.Folders.Any(folder => !allowed.Any(directory => IsBelow(folder, directory))))
        {
            throw new UserErrorException(
                "Data folders of a submitted sweep lie below the head's --data. "
                    + "Put the images there, or start the head with 'serve --allow-folders DIR'."
            );
        }
    }

    private static bool IsBelow(string folder, string directory) =>
        folder.StartsWith(Path.TrimEndingDirectorySeparator(directory) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
