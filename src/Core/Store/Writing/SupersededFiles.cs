namespace SiameseSweep.Core.Store.Writing;

/// <summary>Removes files after the commit that made them superfluous: a row never names a file that is gone.</summary>
internal static class SupersededFiles
{
    /// <summary>Removes what a call left behind; returns what could not be removed and why.</summary>
    public static IReadOnlyList<(string Path, string Error)> Remove(SqlSession sql, WriteContext context)
    {
        List<(string Path, string Error)> left = [];
        foreach (string path in context.SupersededFiles)
        {
            // A later report of the same commit may have named it again.
            if (sql.Scalar("SELECT 1 FROM stored_checkpoints WHERE path = $1", path) is null)
            {
                Attempt(path, () => File.Delete(context.Home.Absolute(path)), left);
            }
        }

        foreach (string directory in context.SupersededDirectories)
        {
            Attempt(context.Home.Relative(directory), () => Directory.Delete(directory, recursive: true), left);
        }

        return left;
    }

    private static void Attempt(string path, Action remove, List<(string Path, string Error)> left)
    {
        try
        {
            remove();
        }
        catch (DirectoryNotFoundException)
        {
            // Gone already, as wanted.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            left.Add((path, error.Message));
        }
    }
}
