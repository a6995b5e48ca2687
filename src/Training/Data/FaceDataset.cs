namespace SiameseSweep.Training.Data;

/// <summary>One decoded image as it lies in the data set, before resizing.</summary>
/// <param name="Path">Relative to the data set's root, forward slashes: <c>testing/s5/1.pgm</c>.</param>
/// <param name="Person">The person's name, unique over training and test: the folder's name.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Pixels">8-bit grey, row by row, width × height.</param>
public sealed record FaceImage(string Path, string Person, int Width, int Height, byte[] Pixels);

/// <summary>A data set in memory: every image decoded once. Immutable, shared by all runs of a process.</summary>
/// <param name="Training">Images of the people to train, ordered by person then path (ordinal).</param>
/// <param name="Testing">Images of the test people, ordered by person then path (ordinal).</param>
/// <param name="Fingerprint">SHA-256 (lower-case hex) over paths, sizes and pixels in that order.</param>
/// <param name="Warnings">Sentences for the user, such as images of mixed sizes.</param>
public sealed record FaceDataset(
    IReadOnlyList<FaceImage> Training, IReadOnlyList<FaceImage> Testing, string Fingerprint, IReadOnlyList<string> Warnings);
