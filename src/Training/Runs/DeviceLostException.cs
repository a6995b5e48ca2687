namespace SiameseSweep.Training.Runs;

/// <summary>
/// A device failed in a way after which this process can never use it again: a CUDA context stays broken. The run has said its last
/// words.
/// </summary>
public sealed class DeviceLostException(string message, Exception inner) : Exception(message, inner);
