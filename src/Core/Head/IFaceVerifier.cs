namespace SiameseSweep.Core.Head;

/// <summary>Verdict of a checkpoint on two images.</summary>
/// <param name="Dissimilarity">Small means alike.</param>
/// <param name="Threshold">The checkpoint's calibrated threshold.</param>
/// <param name="Same">dissimilarity ≤ threshold.</param>
public sealed record FaceVerdict(double Dissimilarity, double Threshold, bool Same);

/// <summary>Compares two images with a checkpoint: needs tensors, so a worker or the head's CPU answers it.</summary>
public interface IFaceVerifier
{
    /// <summary>Compares two encoded images (PGM, PNG, JPEG, BMP).</summary>
    /// <param name="checkpointFile">Absolute path of a safetensors checkpoint.</param>
    /// <param name="imageA">Bytes of an image file.</param>
    /// <param name="imageB">Bytes of an image file.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="UserErrorException">A file is not what it should be.</exception>
    Task<FaceVerdict> Compare(string checkpointFile, byte[] imageA, byte[] imageB, CancellationToken cancellation = default);
}
