using SiameseSweep.Core;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Grains.Membership;

/// <summary>
/// Which cluster a home's processes are. A copy of a home brings the table of the processes of the original along: were both one cluster,
/// the copy's head would take the original's workers over, and their runs with them. A copied file has another inode, while links
/// and mounts lead to the same.
/// </summary>
internal static class HomeCluster
{
    /// <summary>The cluster of whoever works in this home.</summary>
    /// <param name="name">What all clusters' ids begin with.</param>
    /// <param name="home">The home; its membership file is made when it is missing.</param>
    /// <exception cref="UserErrorException">The file cannot be opened.</exception>
    public static string IdOf(string name, HomeDirectory home)
    {
        try
        {
            home.Make();
            new FileStream(home.MembershipFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
            return FileIdentity.Of(home.MembershipFile) is { } file ? $"{name}-{file.Inode}" : name;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"{home.MembershipFile} cannot be opened: {error.Message.TrimEnd('.')}. "
                    + $"Make it readable and writable, or choose another --home.",
                inner: error);
        }
    }
}
