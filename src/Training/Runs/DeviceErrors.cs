using System.Globalization;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Training.Runs;

/// <summary>
/// Puts torch's errors about a device into words. All of them are transient, so the run is tried again: memory may have been taken by
/// a run in
/// another slot, and a device that failed may be another one next time. Who retries counts the attempts.
/// </summary>
internal static class DeviceErrors
{
    /// <summary>A sentence or two; null when the error is not about a device.</summary>
    public static string? Explain(Exception error, RunAssignment assignment)
    {
        string first = error.Message.Split('\n')[0].TrimEnd('.');
        if (IsMemory(error))
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{assignment.Device} ran out of memory with batch_size {assignment.Configuration.BatchSize}, image_size "
                    + $"{assignment.Configuration.ImageSize} and embedding_size {assignment.Configuration.EmbeddingSize} ({first}). "
                    + $"Lower one of them, or --slots of the worker."
            );
        }

        return IsLost(error)
                ? $"{assignment.Device} failed ({first}). After such an error a process can no longer use the device, so the worker ends "
                    + $"and its runs go back to the queue."
            : Says(error, "cuDNN error") || Says(error, "CUBLAS_STATUS") ? $"{assignment.Device} failed ({first})."
            : null;
    }

    /// <summary>
    /// Whether the process can never use the device again: a CUDA error other than for want of memory stays with its context.
    /// </summary>
    public static bool IsLost(Exception error) => !IsMemory(error)
        && (Says(error, "CUDA error") || Says(error, "STATUS_EXECUTION_FAILED") || Says(error, "STATUS_MAPPING_ERROR"));

    private static bool IsMemory(Exception error) => error is OutOfMemoryException
        || Says(error, "out of memory") || Says(error, "can't allocate memory") || Says(error, "not enough memory");

    private static bool Says(Exception error, string words) => error.Message.Contains(words, StringComparison.OrdinalIgnoreCase);
}
