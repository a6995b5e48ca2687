using SiameseSweep.Core.Scheduling;

namespace SiameseSweep.Grains.Files;

/// <summary>What a head tells its workers about where files go; empty until its HTTP server is up, and in clusters of one machine.</summary>
public sealed class FilesOffer
{
    private volatile HeadFiles? _current;

    /// <summary>Where files go; null: nothing is carried, or not known yet.</summary>
    public HeadFiles? Current
    {
        get => _current;
        set => _current = value;
    }
}
