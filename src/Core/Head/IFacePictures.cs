namespace SiameseSweep.Core.Head;

/// <summary>An image of a data set.</summary>
/// <param name="Path">Relative to the data set's root, as the record names it.</param>
/// <param name="Person">Whose face it is.</param>
/// <param name="Test">Whether the person is one of the test folder, so that no run without folds was trained on it.</param>
public sealed record FaceEntry(string Path, string Person, bool Test);

/// <summary>Shows the images a sweep works with. They are decoded, so whoever implements it touches pixels.</summary>
public interface IFacePictures
{
    /// <summary>All images of a sweep's data set, test people first.</summary>
    /// <exception cref="UserErrorException">The data set's images are not on this machine, or are others.</exception>
    IReadOnlyList<FaceEntry> Faces(string sweepId);

    /// <summary>One of them as a PNG, pixel by pixel as it was decoded; null when the data set has no such image.</summary>
    /// <exception cref="UserErrorException">The data set's images are not on this machine, or are others.</exception>
    byte[]? Png(string sweepId, string path);
}
