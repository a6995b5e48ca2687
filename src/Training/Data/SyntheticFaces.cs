using System.Globalization;
using SiameseSweep.Core;
using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Data.Synthetic;

namespace SiameseSweep.Training.Data;

/// <summary>
/// Drawn faces: people differ in the shape of face, eyes, brows, nose, mouth and hair; a person's images in pose, light,
/// expression, clothes, glasses and noise. A function of (seed, person, image) alone, the same bits on every machine.
/// A fifth of the people (at least 2) test; images are 92x112 like ORL's, named <c>training/p03/7.pgm</c>.
/// </summary>
public sealed class SyntheticFaces : IDatasetKind
{
    /// <summary>The most images one data set may have: 100,000 of them take a gigabyte.</summary>
    public const long MostImages = 100_000;

    private static readonly string[] Sets = ["training", "testing"];

    /// <inheritdoc/>
    public DatasetKind Kind => DatasetKind.Synthetic;

    /// <inheritdoc/>
    public FaceDataset Open(DatasetSpec spec, string dataDirectory) => Draw(spec);

    /// <summary>Draws the data set of a spec.</summary>
    /// <exception cref="UserErrorException">Fewer than 4 people or 2 images a person, or more images than fit.</exception>
    public static FaceDataset Draw(DatasetSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.People < DatasetCatalog.People.Min || spec.Images < DatasetCatalog.Images.Min)
        {
            throw new UserErrorException(
                $"Synthetic faces of {spec.People} people with {spec.Images} images each cannot be trained and tested on: "
                    + $"at least {DatasetCatalog.People.Min} people and {DatasetCatalog.Images.Min} images are needed."
            );
        }

        if ((long)spec.People * spec.Images > MostImages)
        {
            throw new UserErrorException(
                $"Synthetic faces of {spec.People} people with {spec.Images} images each are {(long)spec.People * spec.Images} images; "
                    + $"at most {MostImages} are drawn."
            );
        }

        int testing = spec.KnownPeople!.Test;
        FaceImage[] images = new FaceImage[spec.People * spec.Images];
        Parallel.For(0, images.Length, i => images[i] = Draw(spec, i / spec.Images, i % spec.Images, testing));
        ILookup<bool, FaceImage> sets = images.ToLookup(i => i.Path.StartsWith("training/", StringComparison.Ordinal));
        return FaceDatasets.Assemble(sets[true], sets[false], []);
    }

    /// <summary>
    /// Writes the data set as PGM files under <paramref name="directory"/>: <c>training</c> and <c>testing</c>, one folder a person,
    /// so that <c>folder {train, test}</c> reads the same data set (and fingerprint) back.
    /// </summary>
    /// <returns>The number of images written.</returns>
    /// <exception cref="UserErrorException">The spec is refused, or the directory has such folders already or cannot be
    /// written.</exception>
    public static int WriteTo(string directory, DatasetSpec spec)
    {
        ArgumentNullException.ThrowIfNull(directory);
        FaceDataset dataset = Draw(spec);
        foreach (string set in Sets)
        {
            string place = Path.Combine(directory, set);
            if (Directory.Exists(place) && Directory.EnumerateFileSystemEntries(place).Any())
            {
                throw new UserErrorException(
                    $"{place} holds files already, and faces of two data sets would mix. Name an empty directory.");
            }
        }

        // Beside their place until all are there: half of a data set that a killed process left would train like a whole one.
        string unfinished = Path.Combine(directory, $".{Guid.NewGuid():N}.part");
        try
        {
            foreach (FaceImage image in dataset.Training.Concat(dataset.Testing))
            {
                string path = Path.Combine(unfinished, image.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                using FileStream file = new(path, FileMode.CreateNew);
                file.Write(
                    System.Text.Encoding.ASCII.GetBytes(
                        string.Create(CultureInfo.InvariantCulture, $"P5\n{image.Width} {image.Height}\n255\n")));
                file.Write(image.Pixels);
            }

            foreach (string set in Sets)
            {
                string place = Path.Combine(directory, set);
                if (Directory.Exists(place))
                {
                    Directory.Delete(place); // empty, as was seen above
                }

                Directory.Move(Path.Combine(unfinished, set), place);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The faces could not be written to {directory}: {error.Message}", inner: error);
        }
        finally
        {
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }
        }

        return dataset.Training.Count + dataset.Testing.Count;
    }

    private static FaceImage Draw(DatasetSpec spec, int person, int image, int testing)
    {
        DrawnPerson who = DrawnPerson.Draw(spec.Seed, person);
        KeyedRandom random = KeyedRandom.For(spec.Seed, RandomUse.SyntheticFaces, person, image + 1);
        byte[] pixels = new FacePainter(who, DrawnMoment.Draw(who, random)).Paint(random);
        string name = string.Create(
            CultureInfo.InvariantCulture,
            $"p{(person + 1).ToString(new string('0', Digits(spec.People)), CultureInfo.InvariantCulture)}");
        string set = person < spec.People - testing ? "training" : "testing";
        string path = string.Create(CultureInfo.InvariantCulture, $"{set}/{name}/{image + 1}.pgm");
        return new FaceImage(path, name, FacePainter.Width, FacePainter.Height, pixels);
    }

    private static int Digits(int people) => Math.Max(2, people.ToString(CultureInfo.InvariantCulture).Length);
}
