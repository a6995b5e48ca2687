using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Events;

/// <summary>A best checkpoint is on disk.</summary>
/// <param name="Epoch">Epoch whose weights it holds.</param>
/// <param name="Path">Path relative to DATADIR.</param>
/// <param name="Bytes">Size of the file.</param>
public sealed record CheckpointSaved(int Epoch = 0, string Path = "", long Bytes = 0) : RecordedEvent;

/// <summary>Retention removed a checkpoint.</summary>
/// <param name="Kind"><c>best</c> or <c>last</c>.</param>
/// <param name="Epoch">Epoch whose weights it held.</param>
/// <param name="Path">Path relative to DATADIR.</param>
public sealed record CheckpointRemoved(CheckpointKind Kind = CheckpointKind.Best, int Epoch = 0, string Path = "") : RecordedEvent;

/// <summary>A file that the record no longer needs could not be removed.</summary>
/// <param name="Path">The file.</param>
/// <param name="Error">The system's message.</param>
public sealed record FileNotRemoved(string Path = "", string Error = "") : RecordedEvent;
