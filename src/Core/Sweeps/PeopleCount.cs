namespace SiameseSweep.Core.Sweeps;

/// <summary>The size of a data set.</summary>
/// <param name="Training">People in its training part.</param>
/// <param name="Test">People in its test part.</param>
/// <param name="ImagesEach">Images a person.</param>
public sealed record PeopleCount(int Training, int Test, int ImagesEach);
