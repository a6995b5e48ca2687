using System.Runtime.InteropServices;

namespace SiameseSweep.Training.TorchFixes;

/// <summary>
/// Settings of glibc's allocator for memory that a step frees. By default it returns tens of megabytes to the system after every
/// step and takes them again, zeroed page by page, at the next: a quarter of the convolutions' time. With these settings it keeps them.
/// With another C library nothing is changed. Libtorch allocates with <c>posix_memalign</c> and has no cache of its own on the CPU; no
/// upstream issue is known.
/// </summary>
internal static class GlibcAllocator
{
    // From malloc.h. The mapping threshold's greatest value; larger blocks (weights, optimizer state) are mapped and unmapped as before.
    private const int TrimThreshold = -1, TopPad = -2, MapThreshold = -3;
    private const int LargestMapThreshold = 32 << 20;

    // Also keeps an arena's emptied 64 MB heaps, which the trim threshold does not: they go only if what is left below leaves less
    // room than this.
    private const int Pad = 256 << 20;

    private static readonly Lazy<bool> Told = new(Tell);

    /// <summary>Lets the process keep what it frees, for the next step. Once is enough.</summary>
    public static void KeepFreed() => _ = Told.Value;

    /// <summary>Gives everything free back to the system, as after a run.</summary>
    public static void GiveBack()
    {
        if (Told.Value)
        {
            _ = Trim(0);
        }
    }

    private static bool Tell()
    {
        try
        {
            return Set(MapThreshold, LargestMapThreshold) == 1 && Set(TrimThreshold, int.MaxValue) == 1 && Set(TopPad, Pad) == 1;
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            return false; // not glibc
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    private static extern int Set(int parameter, int value);

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int Trim(nuint pad);
}
