using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using SiameseSweep.Core;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Data;
using SiameseSweep.Training.Data.Orl;

namespace SiameseSweep.Training.Tests.Data;

public sealed class OrlDataTests : IDisposable
{
    private static readonly string[] Names = ["training/s1/1.pgm", "training/s1/10.pgm", "training/s2/1.pgm", "testing/s5/1.pgm"];
    private readonly TemporaryDirectory _data = new();
    private readonly Dictionary<string, byte[]> _files = Names.ToDictionary(
        n => n,
        n => (byte[])[.. "P5 92 112 255\n"u8, .. Enumerable.Repeat((byte)n.Length, 92 * 112)]);

    public OrlDataTests() =>
        Sums = new ImageSums(string.Join('\n', _files.Select(f => $"{Convert.ToHexStringLower(SHA256.HashData(f.Value))}  {f.Key}")));

    private ImageSums Sums { get; }

    private string Root => _data.File("orl");

    public void Dispose() => _data.Dispose();

    [Fact]
    public void The_program_knows_400_images_of_40_people_of_whom_s5_s6_and_s7_test()
    {
        string[] paths = [.. ImageSums.Orl.Paths];
        Assert.Equal(400, paths.Length);
        Assert.All(paths.GroupBy(p => p.Split('/')[1]), person => Assert.Equal(10, person.Count()));
        Assert.Equal(
            ["s5", "s6", "s7"],
            paths.Where(p => p.StartsWith("testing/", StringComparison.Ordinal)).Select(p => p.Split('/')[1]).Distinct());
        Assert.Equal(
            37,
            paths.Where(p => p.StartsWith("training/", StringComparison.Ordinal)).Select(p => p.Split('/')[1]).Distinct().Count());
    }

    [Fact]
    public void The_ORL_faces_are_whole()
    {
        FaceDataset orl = Datasets.Open(new DatasetSpec { Kind = DatasetKind.Orl }, Repository.RequireOrl());
        Assert.Equal((370, 30), (orl.Training.Count, orl.Testing.Count));
        Assert.All(orl.Training.Concat(orl.Testing), i => Assert.Equal((92, 112), (i.Width, i.Height)));
        Assert.Equal(["testing/s5/1.pgm", "testing/s5/10.pgm", "testing/s5/2.pgm"], orl.Testing.Take(3).Select(i => i.Path));
        Assert.Empty(orl.Warnings);
    }

    [Fact]
    public void Faces_that_are_not_there_are_asked_for_with_every_way_to_get_them()
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() =>
            Datasets.Open(new DatasetSpec { Kind = DatasetKind.Orl }, _data.Path));
        Assert.StartsWith(
            $"The ORL faces are not at {Root}. Run 'siamese-sweep data orl' to download them",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_is_wrong_is_counted_and_the_first_three_are_named()
    {
        Write();
        File.Delete(Path.Combine(Root, "testing", "s5", "1.pgm"));
        File.WriteAllText(Path.Combine(Root, "training", "s1", "1.pgm"), "P5 2 2 255\nabcd");
        File.WriteAllText(Path.Combine(Root, "training", "s1", "10.pgm"), "P5 92 112 255\nabcd");
        File.WriteAllBytes(
            Path.Combine(Root, "training", "s2", "1.pgm"),
            _files["training/s1/1.pgm"].Select(b => b == 17 ? (byte)18 : b).ToArray());
        File.WriteAllText(Path.Combine(Root, "training", "s2", "11.pgm"), "x");
        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() => Ensure("http://127.0.0.1:1/x.zip"));
        Assert.Equal(
            $"{Root} is not the ORL data set: 5 images are wrong (testing/s5/1.pgm is missing; training/s1/1.pgm is 2x2 instead of 92x112; "
                + $"training/s1/10.pgm is cut short or no image; …). "
            + $"Move {Root} away and run 'siamese-sweep data orl', or use kind: folder for faces of your own.",
            error.Message);
    }

    [Fact]
    public async Task An_archive_is_downloaded_checked_and_arranged()
    {
        List<string> said = [];
        await Serve(Archive(_files), url => Ensure(url, said));
        Assert.Equal(
            _files.Keys.Order(),
            Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Root, f)).Order());
        Assert.Equal(_files["testing/s5/1.pgm"], File.ReadAllBytes(Path.Combine(Root, "testing", "s5", "1.pgm")));
        Assert.StartsWith("Downloading the ORL faces from http://127.0.0.1", said[0], StringComparison.Ordinal);
        Assert.Equal($"The ORL faces at {Root} are whole: 4 images checked.", said[^1]);
        await Ensure("http://127.0.0.1:1/never-asked.zip"); // what is whole is not downloaded again
    }

    [Fact]
    public async Task A_wrong_image_in_the_archive_leaves_nothing_behind()
    {
        _files["training/s2/1.pgm"][50] ^= 1;
        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() => Serve(Archive(_files), url => Ensure(url)));
        Assert.Contains(
            "is not the ORL data set: s2/1.pgm is another image than the published one. Nothing was kept",
            error.Message,
            StringComparison.Ordinal);
        _files.Remove("training/s2/1.pgm");
        error = await Assert.ThrowsAsync<UserErrorException>(() => Serve(Archive(_files), url => Ensure(url)));
        Assert.Contains("s2/1.pgm is missing", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_data.Path));
    }

    [Fact]
    public async Task What_is_no_archive_or_not_found_is_said()
    {
        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() =>
            Serve("<html>moved</html>"u8.ToArray(), url => Ensure(url)));
        Assert.Contains("sent is no ZIP archive. Put the faces into", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<UserErrorException>(() => Serve([], url => Ensure(url), status: 404));
        Assert.Contains("404", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_network_the_place_for_the_files_is_named()
    {
        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() => Ensure("http://127.0.0.1:1/x.zip"));
        Assert.StartsWith("The ORL faces could not be downloaded from http://127.0.0.1:1/x.zip (", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            $"put them into {Path.Combine(Root, "testing")}/s5…s7 and {Path.Combine(Root, "training")}/s1…s40",
            error.Message,
            StringComparison.Ordinal);
    }

    private static byte[] Archive(Dictionary<string, byte[]> files)
    {
        using MemoryStream bytes = new();
        using (ZipArchive zip = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (Stream readme = zip.CreateEntry("README").Open())
            {
                readme.Write("faces"u8);
            }

            foreach ((string path, byte[] file) in files)
            {
                using Stream entry = zip.CreateEntry("orl_faces/" + path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..]).Open();
                entry.Write(file);
            }
        }

        return bytes.ToArray();
    }

    private static async Task Serve(byte[] body, Func<string, Task> use, int status = 200)
    {
        using HttpListener server = new();
        string address = Listen(server);
        Task answer = Task.Run(async () =>
        {
            HttpListenerContext context = await server.GetContextAsync();
            context.Response.StatusCode = status;
            context.Response.ContentLength64 = body.Length;
            await context.Response.OutputStream.WriteAsync(body);
            context.Response.Close();
        });
        await use(address + "att_faces.zip");
        await answer;
    }

    private static string Listen(HttpListener server)
    {
        using System.Net.Sockets.TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        string address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
        free.Stop();
        server.Prefixes.Add(address);
        server.Start();
        return address;
    }

    private async Task Ensure(string url, List<string>? said = null)
    {
        using HttpClient client = new();
        await OrlData.EnsureAsync(
            _data.Path,
            said is null ? null : new Listener(said),
            client,
            new Uri(url),
            Sums,
            TestContext.Current.CancellationToken);
    }

    private void Write()
    {
        foreach ((string path, byte[] file) in _files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Root, path))!);
            File.WriteAllBytes(Path.Combine(Root, path), file);
        }
    }

    /// <summary>Reports at once, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Listener(List<string> said) : IProgress<string>
    {
        public void Report(string value) => said.Add(value);
    }
}
