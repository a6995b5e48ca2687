using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Training.Data;

/// <summary>Squares with stripes: people differ in the stripes' width, a person's images in where the first one begins.</summary>
public sealed class StripedData : IDatasetKind
{
    private const int Side = 32;

    /// <inheritdoc/>
    public DatasetKind Kind => DatasetKind.Striped;

    /// <inheritdoc/>
    public FaceDataset Open(DatasetSpec spec, string dataDirectory)
    {
        PeopleCount people = spec.KnownPeople!;
        int contrast = spec.Settings.Get(DatasetCatalog.Contrast);
        return FaceDatasets.Assemble(
            Draw("training", 0, people.Training, people.ImagesEach, contrast),
            Draw("testing", people.Training, people.Test, people.ImagesEach, contrast), []);
    }

    private static IEnumerable<FaceImage> Draw(string set, int first, int people, int images, int contrast) =>
        from person in Enumerable.Range(first, people)
        from image in Enumerable.Range(0, images)
        select new FaceImage($"{set}/p{person}/{image}.pgm", $"p{person}", Side, Side, Pixels(person + 2, image, contrast));

    private static byte[] Pixels(int width, int shift, int contrast) =>
        [.. Enumerable.Range(0, Side * Side).Select(i => (byte)(((i % Side) + shift) / width % 2 == 0 ? 0 : contrast))];
}
