using SiameseSweep.Core;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Data;

namespace SiameseSweep.Training.Tests.Data;

public sealed class FolderDataTests : IDisposable
{
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Two_folders_of_people_are_read_in_order_with_warnings_for_what_is_left_out()
    {
        Whole();
        File.WriteAllText(_data.File("train", "notes.txt"), "x");
        File.WriteAllText(_data.File("train", "ann", ".hidden.pgm"), "x");
        Directory.CreateDirectory(_data.File("train", "zoe"));
        Image("train/ann/big.pgm", 4, 6);
        FaceDataset faces = Open();
        Assert.Equal(
            ["training/ann/1.pgm", "training/ann/2.pgm", "training/ann/big.pgm", "training/bob/1.pgm"],
            faces.Training.Select(i => i.Path));
        Assert.Equal(["cy", "cy", "di"], faces.Testing.Select(i => i.Person));
        Assert.Equal(
            [
                $"In the train folder {_data.File("train")}, notes.txt, ann/.hidden.pgm are no images in a person's folder and are left "
                    + $"out.",
                $"In the train folder {_data.File("train")}, zoe has no image and is left out.",
                "The images have 2 sizes, from 2x2 to 4x6; each is stretched to a square of image_size.",
            ],
            faces.Warnings);
    }

    [Fact]
    public void A_missing_folder_is_named() =>
        Refused($"The train folder {_data.File("train")} does not exist. Name a folder with one folder a person.");

    [Fact]
    public void A_file_in_a_folders_place_is_named()
    {
        File.WriteAllText(_data.File("train"), "x");
        Refused($"The train folder {_data.File("train")} is a file. Name a folder with one folder a person.");
    }

    [Fact]
    public void An_empty_folder_is_refused()
    {
        Directory.CreateDirectory(_data.File("train"));
        Refused(
            $"The train folder {_data.File("train")} has no images in folders of people; "
                + $"it needs one folder a person with PGM, PNG, JPEG or BMP files."
        );
    }

    [Fact]
    public void Loose_images_are_told_from_an_empty_folder()
    {
        Image("train/1.pgm");
        Refused(
            $"The train folder {_data.File("train")} has no images in folders of people; "
                + $"it needs one folder a person with PGM, PNG, JPEG or BMP files. "
            + "Its images lie loose: put each person's into a folder of their own.");
    }

    [Fact]
    public void One_person_alone_is_refused()
    {
        Whole();
        Directory.Delete(_data.File("test", "di"), recursive: true);
        Refused(
            $"The test folder {_data.File("test")} has only one person (cy), but at least two are needed. "
                + $"Add a folder for each further person."
        );
    }

    [Fact]
    public void One_image_per_person_is_refused()
    {
        Whole();
        File.Delete(_data.File("train", "ann", "2.pgm"));
        Refused(
            $"The train folder {_data.File("train")} has one image per person, so no two images show the same person. "
                + $"Add a second image of at least one."
        );
    }

    [Fact]
    public void The_same_person_on_both_sides_is_refused()
    {
        Whole();
        Image("test/ann/1.pgm");
        Refused("ann is a person of both the train and the test folder, so the test would not be on unseen people. Move each to one side.");
        Image("test/bob/1.pgm");
        Refused(
            "ann, bob are people of both the train and the test folder, so the test would not be on unseen people. Move each to one side.");
    }

    [Fact]
    public void An_image_cut_short_and_a_text_named_pgm_are_named()
    {
        Whole();
        File.WriteAllText(_data.File("test", "cy", "3.pgm"), "P5 2 2 255\nabc");
        Refused($"{_data.File("test", "cy", "3.pgm")} is cut short (3 of 4 bytes of pixels). Copy it again from where it came from.");
        File.WriteAllText(_data.File("test", "cy", "3.pgm"), "hello");
        Refused($"{_data.File("test", "cy", "3.pgm")} is a text file, not an image. Remove it or put an image in its place.");
        File.Delete(_data.File("test", "cy", "3.pgm"));
        Assert.Equal(6, Open().Training.Count + Open().Testing.Count); // a mended folder is read again; a failure is not kept
        Assert.Same(Open(), Open());
    }

    [Fact]
    public void A_spec_without_a_folder_is_refused() =>
        Assert.Equal(
            "The folder data set names no 'test' folder. Write dataset: {kind: folder, train: DIR, test: DIR}.",
            Assert.Throws<UserErrorException>(() =>
                {
                    Whole();
                    Datasets.Open(new DatasetSpec { Kind = DatasetKind.Folder, Train = "train" }, _data.Path);
                })
                .Message);

    [Fact]
    public void The_fingerprint_tells_another_pixel_and_another_name()
    {
        Whole();
        string before = new FolderData().Open(Spec(), _data.Path).Fingerprint;
        File.Move(_data.File("test", "cy", "2.pgm"), _data.File("test", "cy", "5.pgm"));
        string renamed = new FolderData().Open(Spec(), _data.Path).Fingerprint;
        File.WriteAllText(_data.File("test", "cy", "5.pgm"), "P5 2 2 255\nabcz");
        Assert.Equal(3, new[] { before, renamed, new FolderData().Open(Spec(), _data.Path).Fingerprint }.Distinct().Count());
    }

    private static DatasetSpec Spec() => new() { Kind = DatasetKind.Folder, Train = "train", Test = "test" };

    private FaceDataset Open() => Datasets.Open(Spec(), _data.Path);

    private void Refused(string message) => Assert.Equal(message, Assert.Throws<UserErrorException>(Open).Message);

    private void Whole()
    {
        foreach (string image in (string[])["train/ann/1", "train/ann/2", "train/bob/1", "test/cy/1", "test/cy/2", "test/di/1"])
        {
            Image(image + ".pgm");
        }
    }

    private void Image(string path, int width = 2, int height = 2)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_data.File(path))!);
        File.WriteAllText(_data.File(path), $"P5 {width} {height} 255\n{new string('a', width * height)}");
    }
}
