namespace SiameseSweep.Training.Data;

/// <summary>Number of images of each person of a data set.</summary>
/// <param name="Training">By training person, at least 1 each.</param>
/// <param name="Test">By test person, at least 1 each.</param>
public sealed record ImageCounts(IReadOnlyDictionary<string, int> Training, IReadOnlyDictionary<string, int> Test);
