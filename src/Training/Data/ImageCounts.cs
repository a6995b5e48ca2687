namespace SiameseSweep.Training.Data;

/// <summary>How many images each person of a data set has.</summary>
/// <param name="Training">By training person, at least 1 each.</param>
/// <param name="Test">By test person, at least 1 each.</param>
public sealed record ImageCounts(IReadOnlyDictionary<string, int> Training, IReadOnlyDictionary<string, int> Test);
