using SiameseSweep.Core.Scheduling;

namespace SiameseSweep.Grains.Files;

/// <summary>Address of the head's file server, for its workers; empty until the server is up, and in clusters of one machine.</summary>
public sealed class FileServerAddress
{
    private volatile FileServerInfo? _current;

    /// <summary>The file server's address; null if files are not uploaded or the address is not known yet.</summary>
    public FileServerInfo? Current
    {
        get => _current;
        set => _current = value;
    }
}
