using System.Globalization;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using SiameseSweep.Core.Store;
using SiameseSweep.Silo.Tests.Api;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Commands;

/// <summary>Checkpoints as ONNX and with a model card, from the record and from a head.</summary>
public sealed class DownloadTests(ServedHome served) : IClassFixture<ServedHome>, IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    private string Run => $"{served.Sweep}.1.0.0";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_checkpoint_comes_as_ONNX_with_its_metadata_the_same_from_the_record_and_from_a_head()
    {
        string local = _folder.File("local.onnx"), remote = Directory.CreateDirectory(_folder.File("remote")).FullName;

        Outcome own = await SiloProgram.Run("download", Run, "--format", "onnx", "--out", local, "--home", served.Home);
        Outcome served_ = await SiloProgram.Run(
            "download", Run, "--format", "onnx", "--out", remote, "--server", served.Http.BaseAddress!.ToString());

        Assert.Equal(("", 0), (own.Error, own.ExitCode));
        Assert.Equal(("", 0), (served_.Error, served_.ExitCode));
        Assert.StartsWith($"{local} (", own.Out, StringComparison.Ordinal);
        byte[] bytes = File.ReadAllBytes(local);
        Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(remote, $"{Run}.onnx")));
        using InferenceSession session = new(bytes);
        Assert.Equal(Run, session.ModelMetadata.CustomMetadataMap["run"]);
        Assert.Equal([-1, 1, 16, 16], session.InputMetadata["images"].Dimensions);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_sweeps_best_run_comes_with_a_card_beside_it_the_same_from_the_record_and_from_a_head()
    {
        string file = _folder.File("best.safetensors"), remote = Directory.CreateDirectory(_folder.File("remote")).FullName;

        Outcome outcome = await SiloProgram.Run("download", served.Sweep, "--card", "--out", file, "--home", served.Home);
        Outcome other = await SiloProgram.Run(
            "download", served.Sweep, "--card", "--out", remote, "--server", served.Http.BaseAddress!.ToString());

        Assert.Equal(("", 0), (outcome.Error, outcome.ExitCode));
        Assert.Equal(("", 0), (other.Error, other.ExitCode));
        Assert.EndsWith($"{_folder.File("best.md")}\n", outcome.Out, StringComparison.Ordinal);
        string card = File.ReadAllText(_folder.File("best.md"));
        Assert.Equal(card, File.ReadAllText(Directory.GetFiles(remote, "*.md").Single()));
        JsonElement best = JsonElement.Parse((await SiloProgram.Run("best", served.Sweep, "--json", "--home", served.Home)).Out);
        string run = best.GetProperty("best_run").GetString()!;
        JsonElement trial = best.GetProperty("trials").EnumerateArray().First(t => run.StartsWith(
            $"{served.Sweep}.{t.GetProperty("trial").GetInt32()}.", StringComparison.Ordinal));
        Assert.StartsWith($"# {run}\n", card, StringComparison.Ordinal);
        Assert.Contains(
            $"`validation.eer` {Number(trial.GetProperty("value"))}, 95 % interval {Number(trial.GetProperty("low"))} to ", card);
        Assert.Contains("| training | 4 | 16 |  |  |\n| validation | 3 | 12 | 18 | 48 |\n| test | 2 | 8 | 12 | 16 |\n", card);
        foreach (string metric in (string[])["far", "frr"])
        {
            Assert.Contains(Recorded("test." + metric), card.Split("## Threshold")[1].Split("## Baselines")[0]);
        }

        Assert.Contains($"| pixels | {Number(best.GetProperty("baselines").EnumerateArray()
            .Single(b => b.GetProperty("method").GetString() == "pixels").GetProperty("value"))} |", card);
        Assert.Contains("| `invert` | false |", card);
        Assert.Contains($"SHA-256 `{best.GetProperty("checkpoint").GetProperty("sha256").GetString()}`", card);
        Assert.All(
            (string[])["Configuration", "Metrics", "Limits", "Use", "Provenance"], s => Assert.Contains($"\n## {s}\n\n", card));

        string Recorded(string metric) => double.Parse(
            RecordFile.Text(
                served.Home,
                $"select value from evaluations join checkpoints using (run_id, epoch) "
                + $"where kind = 'best' and run_id = '{run}' and metric = '{metric}'"),
            CultureInfo.InvariantCulture).ToString("0.0000", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_card_needs_no_extension_to_lie_beside_its_checkpoint()
    {
        Outcome outcome = await SiloProgram.Run(
            "download", Run, "--card", "--format", "onnx", "--out", _folder.File("model.v2"), "--home", served.Home);

        Assert.Equal(("", 0), (outcome.Error, outcome.ExitCode));
        Assert.Equal([_folder.File("model.v2"), _folder.File("model.v2.md")], Directory.GetFiles(_folder.Path).Order());
    }

    [Theory]
    [InlineData("sample-1a2b.0.0.0", "has no best checkpoint")]
    [InlineData("sample-1a2b", "has no best checkpoint")]
    [InlineData("deleted-0001", "deleted-0001")]
    public async Task A_run_without_a_checkpoint_has_no_ONNX_and_no_card(string id, string why)
    {
        HomeDirectory home = await SmallRecord.Write(_folder.File("home"));
        foreach (string[] options in (string[][])[["--format", "onnx"], ["--card"]])
        {
            Outcome outcome = await SiloProgram.Run(["download", id, .. options, "--out", _folder.Path, "--home", home.Path]);
            Assert.Equal(2, outcome.ExitCode);
            Assert.Contains(why, Assert.Single(outcome.ErrorLines));
        }

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_file_that_is_no_checkpoint_gives_no_ONNX_and_no_card()
    {
        string home = _folder.File("home");
        Directory.CreateDirectory(home);
        CopyOf(served.Home, home);
        string file = Path.Combine(home, RecordFile.Text(home, $"select path from checkpoints where run_id = '{Run}' and kind = 'best'"));
        File.WriteAllText(file, "no checkpoint");

        Outcome onnx = await SiloProgram.Run("download", Run, "--format", "onnx", "--out", _folder.Path, "--home", home);

        Assert.Equal(2, onnx.ExitCode);
        Assert.Contains("not a safetensors file", Assert.Single(onnx.ErrorLines));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_format_that_does_not_exist_is_refused()
    {
        Outcome outcome = await SiloProgram.Run("download", Run, "--format", "gguf", "--home", served.Home);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("'gguf' is no format of a checkpoint; the formats are safetensors and onnx", Assert.Single(outcome.ErrorLines));
    }

    private static void CopyOf(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith("-shm", StringComparison.Ordinal) && Path.GetFileName(f) is not ("head.lock" or "head.json")))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static string Number(JsonElement value) => value.GetDouble().ToString("0.0000", CultureInfo.InvariantCulture);
}
