using System.Security.Cryptography;
using System.Text.Json;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Commands;

/// <summary>The commands for a finished sweep, on one that the real program has trained.</summary>
public sealed class FinishedSweepTests(FinishedHome home) : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_shows_progress_and_ends_with_the_ranking_and_the_best_checkpoint()
    {
        Outcome outcome = await home.Outcome;

        Assert.Equal("", outcome.Error);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("Dashboard: http://127.0.0.1:", outcome.Out);
        Assert.Contains("2/2 runs ended, 100 %", outcome.Out);
        string best = outcome.Out.Split('\n').Single(l => l.StartsWith("Best checkpoint: ", StringComparison.Ordinal));
        Assert.True(File.Exists(best["Best checkpoint: ".Length..best.IndexOf(" (", StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task The_listings_are_one_json_document_each_with_the_records_columns()
    {
        string sweep = await home.Sweep();

        JsonElement sweeps = await Json("sweeps");
        JsonElement runs = await Json("runs", sweep);
        JsonElement best = await Json("best", sweep);
        JsonElement show = await Json("show", $"{sweep}.0.0.0");

        Assert.Equal("finished", Assert.Single(sweeps.EnumerateArray()).GetProperty("state").GetString());
        Assert.Equal(
            RecordFile.Rows(home.Path, "select run_id, state, attempt, device, threads, seed, epoch, step from runs order by run_id"),
            runs.EnumerateArray()
                .Select(r =>
                    string.Join(
                        '|',
                        ((string[])["run_id", "state", "attempt", "device", "threads", "seed", "epoch", "step"]).Select(c =>
                            r.GetProperty(c).ToString()))));
        Assert.Contains(best.GetProperty("best_run").GetString(), runs.EnumerateArray().Select(r => r.GetProperty("run_id").GetString()));
        Assert.Equal(16, show.GetProperty("parameters").GetProperty("image_size").GetInt32());
        Assert.Equal(
            RecordFile.Count(home.Path, "select count(*) from evaluations where run_id like '%.0.0.0'"),
            show.GetProperty("evaluations").GetArrayLength());
        Assert.Equal(3, show.GetProperty("baselines").EnumerateArray().Select(b => b.GetProperty("method").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task Listings_for_people_end_well_too()
    {
        string sweep = await home.Sweep();
        foreach (string[] command in (string[][])
                [
                    ["sweeps"],
                    ["runs"],
                    ["show", $"{sweep}.1"],
                    ["best", sweep],
                    ["logs", $"{sweep}.0.0.0"],
                    ["watch", sweep],
                ])
        {
            Outcome outcome = await SiloProgram.Run([.. command, "--home", home.Path]);

            Assert.Equal("", outcome.Error);
            Assert.Equal(0, outcome.ExitCode);
            Assert.NotEqual("", outcome.Out);
        }
    }

    [Fact]
    public async Task Export_has_a_row_a_run_and_epoch_and_as_json_all_runs()
    {
        string sweep = await home.Sweep();

        Outcome csv = await SiloProgram.Run("export", sweep, "--home", home.Path);
        Outcome json = await SiloProgram.Run("export", sweep, "--format", "json", "--home", home.Path);

        Assert.Equal(1 + (2 * 3), csv.Out.TrimEnd().Split('\n').Length);
        Assert.Equal(0, json.ExitCode);
        Assert.Contains($"{sweep}.1.0.0", json.Out);
        Assert.NotEqual(JsonValueKind.Undefined, JsonElement.Parse(json.Out).ValueKind);
    }

    [Fact]
    public async Task Download_writes_the_bytes_of_the_record_and_they_compare_faces()
    {
        string sweep = await home.Sweep();
        string file = _folder.File("best.safetensors");

        Outcome download = await SiloProgram.Run("download", sweep, "--out", file, "--home", home.Path);
        Outcome faces = await SiloProgram.Run("data", "synthetic", _folder.File("faces"), "--people", "5", "--images", "3", "--seed", "4");

        Assert.Equal("", download.Error + faces.Error);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file)));
        Assert.Contains(sha256, RecordFile.Rows(home.Path, "select sha256 from checkpoints where kind = 'best'"));
        Assert.Contains(sha256, download.Out);

        string[] images =
        [
            .. Directory.EnumerateFiles(_folder.File("faces"), "*.pgm", SearchOption.AllDirectories).Order(StringComparer.Ordinal),
        ];
        Assert.Equal(15, images.Length);
        JsonElement itself = await Verdict(images[0], images[0], file);
        JsonElement other = await Verdict(images[0], images[^1], file);
        Assert.InRange(itself.GetProperty("dissimilarity").GetDouble(), 0, 1e-4);
        Assert.True(itself.GetProperty("same").GetBoolean());
        Assert.True(other.GetProperty("dissimilarity").GetDouble() > itself.GetProperty("dissimilarity").GetDouble());
        Assert.Equal(
            other.GetProperty("dissimilarity").GetDouble() <= other.GetProperty("threshold").GetDouble(),
            other.GetProperty("same").GetBoolean());
    }

    [Theory]
    [InlineData("/dev/siamese-sweep-none", "is no place for a file")] // as /dev/null, whose place it took
    [InlineData("/proc/nowhere/best.safetensors", "cannot be written")]
    public async Task A_place_where_no_file_can_be_is_named(string place, string why)
    {
        Outcome outcome = await SiloProgram.Run("download", await home.Sweep(), "--out", place, "--home", home.Path);

        Assert.Equal(2, outcome.ExitCode);
        Assert.StartsWith($"siamese-sweep: {place} {why}", Assert.Single(outcome.ErrorLines));
        Assert.False(File.Exists(place));
    }

    [Fact]
    public async Task Compare_reads_no_image_without_end()
    {
        Outcome outcome = await SiloProgram.Run("compare", "/dev/zero", "/dev/zero", "--checkpoint", _folder.File("none"));

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("/dev/zero has more than 67 MB", Assert.Single(outcome.ErrorLines));
    }

    [Fact]
    public async Task Download_into_a_folder_that_is_not_there_says_so()
    {
        string target = _folder.File("nowhere", "best.safetensors");

        Outcome outcome = await SiloProgram.Run("download", await home.Sweep(), "--out", target, "--home", home.Path);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(
            $"siamese-sweep: {target} cannot be written: there is no directory {_folder.File("nowhere")}. "
                + $"Make it, or name another place with --out.",
            Assert.Single(outcome.ErrorLines));
    }

    [Fact]
    public async Task A_checkpoint_whose_hash_is_wrong_is_not_downloaded()
    {
        string copy = await home.CopyTo(_folder.File("home"));
        string path = Path.Combine(
            copy,
            RecordFile.Rows(copy, "select path from checkpoints where run_id like '%.0.0.0' and kind = 'best'")[0]);
        byte[] bytes = await File.ReadAllBytesAsync(path);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        string target = _folder.File("out.safetensors");

        Outcome outcome = await SiloProgram.Run("download", $"{await home.Sweep()}.0.0.0", "--out", target, "--home", copy);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("damaged", Assert.Single(outcome.ErrorLines));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "out*"));
    }

    [Fact]
    public async Task Compare_refuses_what_is_no_checkpoint_and_what_is_no_image()
    {
        string sweep = await home.Sweep();
        string good = Path.Combine(home.Path, RecordFile.Rows(home.Path, "select path from checkpoints where kind = 'best'")[0]);
        string face = _folder.File("face.pgm");
        await File.WriteAllBytesAsync(face, [.. "P5\n4 4\n255\n"u8, .. new byte[16]]);
        string text = _folder.File("text.safetensors");
        await File.WriteAllTextAsync(text, "These are no weights at all, only a text that goes on for a while.");
        string cut = _folder.File("cut.safetensors");
        byte[] whole = await File.ReadAllBytesAsync(good);
        await File.WriteAllBytesAsync(cut, whole[..(whole.Length / 2)]);
        string notes = _folder.File("notes.pgm");
        await File.WriteAllTextAsync(notes, "no picture");

        await IsRefused(face, face, text, "text.safetensors");
        await IsRefused(face, face, cut, "cut.safetensors");
        await IsRefused(face, face, _folder.File("none.safetensors"), "none.safetensors");
        await IsRefused(face, _folder.File("none.pgm"), good, "none.pgm");
        await IsRefused(notes, face, good, "notes.pgm");
        Assert.NotEqual("", sweep);
    }

    private async Task<JsonElement> Json(params string[] arguments)
    {
        Outcome outcome = await SiloProgram.Run([.. arguments, "--home", home.Path, "--json"]);
        Assert.Equal("", outcome.Error);
        Assert.Equal(0, outcome.ExitCode);
        return JsonElement.Parse(outcome.Out);
    }

    private static async Task<JsonElement> Verdict(string a, string b, string checkpoint)
    {
        Outcome outcome = await SiloProgram.Run("compare", a, b, "--checkpoint", checkpoint, "--json");
        Assert.Equal("", outcome.Error);
        return JsonElement.Parse(outcome.Out);
    }

    private static async Task IsRefused(string a, string b, string checkpoint, string expected)
    {
        Outcome outcome = await SiloProgram.Run("compare", a, b, "--checkpoint", checkpoint);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(expected, Assert.Single(outcome.ErrorLines));
        Assert.Equal("", outcome.Out);
    }
}
