using SiameseSweep.Core;

namespace SiameseSweep.Training.Runs;

/// <summary>
/// This worker cannot train a sweep, whatever the run: its images are missing, damaged or others. The message says which and what
/// to do.
/// </summary>
public sealed class DatasetUnavailableException(string message, Exception? inner = null) : UserErrorException(message, inner: inner);
