using SiameseSweep.Training.Checkpoints;

namespace SiameseSweep.Grains.Files;

/// <summary>Files that the head has of a run.</summary>
/// <param name="Open">Whether the run may still be trained.</param>
/// <param name="States">Its resume states, newest first.</param>
public sealed record RunFilesDocument(bool Open, IReadOnlyList<SavedState> States);
