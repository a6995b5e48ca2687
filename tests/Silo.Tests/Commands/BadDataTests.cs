using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Commands;

/// <summary>Folders that are no data set: refused by 'run' before anything is started, in one line that names what is wrong.</summary>
public sealed class BadDataTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task A_folder_that_is_missing() => IsRefused("faces/training", "faces");

    [Fact]
    public Task An_empty_folder()
    {
        Directory.CreateDirectory(_folder.File("faces", "training"));
        Directory.CreateDirectory(_folder.File("faces", "testing"));

        return IsRefused("training");
    }

    [Fact]
    public Task A_single_person()
    {
        Person("training", "anna", 4);
        Person("testing", "bert", 4);
        Person("testing", "cleo", 4);

        return IsRefused("one person", "training");
    }

    [Fact]
    public Task One_image_a_person()
    {
        foreach (string person in (string[])["anna", "bert", "cleo", "dora", "emil"])
        {
            Person("training", person, 1);
        }

        Person("testing", "fred", 4);
        Person("testing", "gwen", 4);

        return IsRefused("image");
    }

    [Fact]
    public Task An_image_cut_short()
    {
        Fine();
        string image = _folder.File("faces", "training", "anna", "2.pgm");
        File.WriteAllBytes(image, File.ReadAllBytes(image)[..100]);

        return IsRefused("anna/2.pgm");
    }

    [Fact]
    public Task A_text_named_pgm()
    {
        Fine();
        File.WriteAllText(_folder.File("faces", "training", "anna", "3.pgm"), "Dear diary, today I was a picture.\n");

        return IsRefused("anna/3.pgm");
    }

    [Fact]
    public async Task Mixed_sizes_are_accepted_with_a_warning()
    {
        Fine();
        File.WriteAllBytes(_folder.File("faces", "training", "anna", "1.pgm"), Image(20, 30, 1));

        Outcome outcome = await Run();

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains(
            outcome.ErrorLines,
            l => l.StartsWith("warning:", StringComparison.Ordinal) && l.Contains("size", StringComparison.Ordinal));
        Assert.Equal("finished", RecordFile.Text(_folder.File("home"), "select state from runs"));
    }

    [Fact]
    public async Task Orl_that_is_absent_and_cannot_be_had_says_where_to_put_it()
    {
        string file = TinySweep.Write(_folder.Path, TinySweep.Yaml(margins: "1.0", dataset: "{kind: orl}"));
        // A proxy that nobody listens at stands for a machine without a network.
        using SiloProgram program = SiloProgram.Start(
            new Dictionary<string, string> { ["https_proxy"] = "http://127.0.0.1:9", ["HTTPS_PROXY"] = "http://127.0.0.1:9" },
            "run", file, "--home", _folder.File("home"), "--data", _folder.File("nothing"), "--port", FreePort.Next());

        Outcome outcome = await program.End();

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(_folder.File("nothing", "orl", "training"), outcome.ErrorLines[^1]);
        Assert.False(File.Exists(_folder.File("home", "runs.db")));
    }

    private async Task IsRefused(params string[] expected)
    {
        Outcome outcome = await Run();

        Assert.Equal(2, outcome.ExitCode);
        string line = Assert.Single(outcome.ErrorLines);
        Assert.All(expected, part => Assert.Contains(part, line));
        Assert.Equal("", outcome.Out);
        Assert.False(File.Exists(_folder.File("home", "runs.db")));
    }

    private Task<Outcome> Run()
    {
        string file = TinySweep.Write(
            _folder.Path,
            TinySweep.Yaml(epochs: 1, margins: "1.0", dataset: "{kind: folder, train: faces/training, test: faces/testing}"));
        return SiloProgram.Run("run", file, "--home", _folder.File("home"), "--data", _folder.Path, "--port", FreePort.Next());
    }

    private void Fine()
    {
        foreach (string person in (string[])["anna", "bert", "cleo", "dora", "emil"])
        {
            Person("training", person, 4);
        }

        Person("testing", "fred", 4);
        Person("testing", "gwen", 4);
    }

    private void Person(string set, string name, int images)
    {
        Directory.CreateDirectory(_folder.File("faces", set, name));
        for (int i = 1; i <= images; i++)
        {
            File.WriteAllBytes(_folder.File("faces", set, name, $"{i}.pgm"), Image(18, 22, name[0] * i));
        }
    }

    private static byte[] Image(int width, int height, int seed)
    {
        byte[] pixels = new byte[width * height];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)((i * seed) + (i / width * 7));
        }

        return [.. System.Text.Encoding.ASCII.GetBytes($"P5\n{width} {height}\n255\n"), .. pixels];
    }
}
