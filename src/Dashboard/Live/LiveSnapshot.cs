namespace SiameseSweep.Dashboard.Live;

/// <summary>State of a value that a page reads.</summary>
public enum LoadState
{
    /// <summary>Not read yet.</summary>
    Loading,

    /// <summary>Read.</summary>
    Ready,

    /// <summary>Never was there.</summary>
    Missing,

    /// <summary>Was there and is gone: deleted while shown.</summary>
    Gone,

    /// <summary>The last read failed.</summary>
    Failed,
}

/// <summary>One state of a live read. After a failed refresh the last value stays, so that a page keeps showing it.</summary>
public sealed record LiveSnapshot<T>(LoadState State, T? Value = null, string? Error = null)
    where T : class;
