using SiameseSweep.Core.Head;
using SiameseSweep.Core.Store;
using SiameseSweep.Training.Data;
using SkiaSharp;

namespace SiameseSweep.Training.Evaluation;

/// <summary>Images of the data sets of recorded sweeps.</summary>
/// <param name="record">Which data set a sweep has.</param>
/// <param name="dataDirectory">Where data sets lie (<c>--data</c>).</param>
public sealed class FacePictures(IRecordReader record, string dataDirectory) : IFacePictures
{
    /// <inheritdoc/>
    public IReadOnlyList<FaceEntry> Faces(string sweepId)
    {
        FaceDataset dataset = SweepFaces.Open(record, sweepId, dataDirectory);
        return
        [
            .. dataset.Testing.Select(i => new FaceEntry(i.Path, i.Person, Test: true)),
            .. dataset.Training.Select(i => new FaceEntry(i.Path, i.Person, Test: false)),
        ];
    }

    /// <inheritdoc/>
    public byte[]? Png(string sweepId, string path)
    {
        FaceDataset dataset = SweepFaces.Open(record, sweepId, dataDirectory);
        if (dataset.Testing.Concat(dataset.Training).FirstOrDefault(i => i.Path == path) is not FaceImage face)
        {
            return null;
        }

        using SKImage image = SKImage.FromPixelCopy(
            new SKImageInfo(face.Width, face.Height, SKColorType.Gray8, SKAlphaType.Opaque),
            face.Pixels);
        using SKData png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }
}
