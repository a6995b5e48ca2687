using System.Net;
using System.Text.Json;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Access;

/// <summary>Clients may only name folders below <c>--data</c>, because anyone who submits a sweep can view its images.</summary>
public sealed class ClientFoldersTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Folders_elsewhere_are_refused_in_the_same_words_whatever_is_there_unless_they_are_allowed()
    {
        string data = _folder.File("data"), secret = _folder.File("secret"), allowed = _folder.File("allowed");
        foreach (string place in (string[])[data, secret, allowed])
        {
            await SiloProgram.Run(
                "data",
                "synthetic",
                Path.Combine(place, "faces"),
                "--people",
                "9",
                "--images",
                "2",
                "--home",
                _folder.File("other"));
        }

        File.WriteAllText(_folder.File("file"), "");
        string port = FreePort.Next();
        using SiloProgram head = SiloProgram.Start(
            "serve",
            "--home",
            _folder.File("home"),
            "--port",
            port,
            "--data",
            data,
            "--allow-folders",
            allowed);
        await head.Says("Serving");
        using HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };

        string[] refused =
        [
            Path.Combine(secret, "faces"),
            "../secret/faces",
            "faces/../../secret/faces",
            _folder.File("nothing"),
            _folder.File("file"),
            "/etc",
            "/",
            data + "-more",
        ];
        List<string> answers = [];
        foreach (string folder in refused)
        {
            (HttpStatusCode status, string detail) = await Submit(http, Path.Combine(folder, "training"), Path.Combine(folder, "testing"));
            Assert.Equal(HttpStatusCode.BadRequest, status);
            answers.Add(detail);
        }

        string answer = Assert.Single(answers.Distinct());
        Assert.Contains("below the head's --data", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Path, answer, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await Submit(http, "faces/training", Path.Combine(secret, "faces", "testing"))).Status);
        Assert.Equal(HttpStatusCode.Created, (await Submit(http, "faces/training", "faces/testing")).Status);
        Assert.Equal(
            HttpStatusCode.Created,
            (await Submit(http, Path.Combine(allowed, "faces", "training"), Path.Combine(data, "faces", "testing"))).Status);
    }

    [Fact]
    public async Task A_path_that_cannot_be_one_is_refused_by_check_and_by_the_head_alike()
    {
        string yaml = TinySweep.Yaml(dataset: "{kind: folder, train: \"a\\0b\", test: b}");
        Outcome check = await SiloProgram.Run("check", TinySweep.Write(_folder.Path, yaml), "--home", _folder.File("home"));
        Assert.Equal(2, check.ExitCode);
        Assert.Contains("siamese.dataset.train cannot be a folder's path", check.Error, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, string Detail)> Submit(HttpClient http, string train, string test)
    {
        using HttpResponseMessage answer = await http.PostAsync(
            "api/sweeps",
            new StringContent(TinySweep.Yaml(dataset: $"{{kind: folder, train: '{train}', test: '{test}'}}")));
        JsonElement document = (await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync())).RootElement;
        return (answer.StatusCode, document.TryGetProperty("detail", out JsonElement detail) ? detail.GetString()! : "");
    }
}
