using SiameseSweep.Core;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Data;

namespace SiameseSweep.Training.Tests.Data;

public sealed class SyntheticFacesTests
{
    [Fact]
    public void A_fifth_of_the_people_test_and_names_are_ordered()
    {
        FaceDataset faces = SyntheticFaces.Draw(new DatasetSpec { People = 11, Images = 3 });
        Assert.Equal(27, faces.Training.Count);
        Assert.Equal(
            ["testing/p10/1.pgm", "testing/p10/2.pgm", "testing/p10/3.pgm", "testing/p11/1.pgm", "testing/p11/2.pgm", "testing/p11/3.pgm"],
            faces.Testing.Select(i => i.Path));
        Assert.All(faces.Training, i => Assert.Equal((92, 112, 92 * 112), (i.Width, i.Height, i.Pixels.Length)));
        Assert.Equal(64, faces.Fingerprint.Length);
    }

    [Fact]
    public void A_person_does_not_depend_on_how_many_others_are_drawn_and_another_seed_draws_others()
    {
        FaceDataset few = SyntheticFaces.Draw(new DatasetSpec { People = 10, Images = 2, Seed = 3 });
        FaceDataset more = SyntheticFaces.Draw(new DatasetSpec { People = 12, Images = 4, Seed = 3 });
        FaceDataset others = SyntheticFaces.Draw(new DatasetSpec { People = 10, Images = 2, Seed = 4 });
        Assert.Equal(few.Training[0].Pixels, more.Training[0].Pixels);
        Assert.NotEqual(few.Training[0].Pixels, others.Training[0].Pixels);
        Assert.NotEqual(few.Fingerprint, others.Fingerprint);
    }

    [Theory]
    [InlineData(3, 10)]
    [InlineData(24, 1)]
    public void Too_few_people_or_images_are_refused(int people, int images)
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() =>
            Datasets.Open(new DatasetSpec { People = people, Images = images }, "."));
        Assert.Equal(
            $"Synthetic faces of {people} people with {images} images each cannot be trained and tested on: "
                + $"at least 4 people and 2 images are needed.",
            error.Message);
    }

    [Fact]
    public void More_images_than_memory_should_hold_are_refused()
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() =>
            SyntheticFaces.Draw(new DatasetSpec { People = 2_000_000, Images = 2_000 }));
        Assert.Contains("are 4000000000 images; at most 100000 are drawn", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Written_faces_are_read_back_as_the_same_data_set()
    {
        using TemporaryDirectory folder = new();
        DatasetSpec spec = new() { People = 5, Images = 2, Seed = 1 };
        Assert.Equal(10, SyntheticFaces.WriteTo(folder.Path, spec));
        FaceDataset read = Datasets.Open(
            new DatasetSpec
            {
                Kind = DatasetKind.Folder,
                Train = "training",
                Test = folder.File("testing"),
            },
            folder.Path);
        Assert.Equal(SyntheticFaces.Draw(spec).Fingerprint, read.Fingerprint);
        Assert.Empty(read.Warnings);
        UserErrorException error = Assert.Throws<UserErrorException>(() => SyntheticFaces.WriteTo(folder.Path, spec));
        Assert.Equal(
            $"{folder.File("training")} holds files already, and faces of two data sets would mix. Name an empty directory.",
            error.Message);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named()
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() =>
            SyntheticFaces.WriteTo("/proc/nowhere", new DatasetSpec { People = 4, Images = 2 }));
        Assert.StartsWith("The faces could not be written to /proc/nowhere: ", error.Message, StringComparison.Ordinal);
    }
}
