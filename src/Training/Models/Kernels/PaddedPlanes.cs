using System.Runtime.InteropServices;

namespace SiameseSweep.Training.Models.Kernels;

/// <summary>
/// Images of float planes in memory of their own: [images, channels, rows, Stride], Stride a multiple of a vector's eight and wide
/// enough for
/// a vector to be read one and two places beyond the last. Kept for a whole run, so that no step waits for fresh pages.
/// </summary>
internal sealed unsafe class PaddedPlanes : IDisposable
{
    private readonly nuint _bytes;

    /// <summary>Makes zeroed planes.</summary>
    public PaddedPlanes(int images, int channels, int rows, int columns)
    {
        (Images, Channels, Rows, Columns) = (images, channels, rows, columns);
        Stride = ((columns + 7) / 8 * 8) + 8;
        _bytes = (nuint)((((long)images * channels * rows * Stride) + 16) * sizeof(float));
        Data = (float*)NativeMemory.AlignedAlloc(_bytes, 64);
        NativeMemory.Clear(Data, _bytes);
    }

    public float* Data { get; private set; }

    public int Images { get; }

    public int Channels { get; }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>From a row to the next.</summary>
    public int Stride { get; }

    /// <summary>From a plane to the next.</summary>
    public int PlaneSize => Rows * Stride;

    /// <summary>From an image to the next.</summary>
    public int ImageSize => Channels * PlaneSize;

    public float* Plane(int image, int channel) => Data + ((long)image * ImageSize) + (channel * PlaneSize);

    public void Dispose()
    {
        NativeMemory.AlignedFree(Data);
        Data = null;
    }
}
