using System.Text.Json;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Commands;

/// <summary>A winner that the real program trains again on all people.</summary>
public sealed class RefitTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sweep_prints_its_refit_in_a_line_of_its_own_and_gives_its_checkpoint_unless_told_otherwise()
    {
        string home = _folder.File("home");
        string file = TinySweep.Write(_folder.Path, TinySweep.Yaml(more: "  refit: true\n  replicates: 2\n"));
        Outcome run = await SiloProgram.Run("run", file, "--home", home, "--port", FreePort.Next(), "--threads", "1");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("trained again on training and validation people: test.eer ", run.Out, StringComparison.Ordinal);
        Assert.Equal(["0|0", "1|0", "2|1"], RecordFile.Rows(home, "select trial, refit from trials order by trial"));
        Assert.Equal(
            ["test.accuracy", "test.auc", "test.eer", "test.far", "test.frr", "test.loss", "train.loss"],
            RecordFile.Rows(home, "select distinct metric from evaluations where run_id like '%.2._.0' order by 1"));
        Assert.Equal(
            "2",
            RecordFile.Text(home, "select count(*) from evaluations where run_id like '%.2._.0' and metric = 'test.eer'"));

        string sweep = RecordFile.Text(home, "select sweep_id from sweeps");
        Outcome best = await SiloProgram.Run("best", sweep, "--home", home, "--json");
        JsonElement ranking = JsonElement.Parse(best.Out);
        Assert.Equal(2, ranking.GetProperty("trials").GetArrayLength());
        JsonElement refit = ranking.GetProperty("refit");
        Assert.Equal(2, refit.GetProperty("trial").GetInt32());
        Assert.Equal(ranking.GetProperty("trials")[0].GetProperty("trial").GetInt32(), refit.GetProperty("winner").GetInt32());

        Outcome all = await SiloProgram.Run("download", sweep, "--home", home, "--out", _folder.File("all.safetensors"));
        Assert.Contains($"run {refit.GetProperty("best_run").GetString()}", all.Out, StringComparison.Ordinal);
        Outcome swept = await SiloProgram.Run(
            "download", sweep, "--no-refit", "--home", home, "--out", _folder.File("swept.safetensors"));
        Assert.Contains($"run {ranking.GetProperty("best_run").GetString()}", swept.Out, StringComparison.Ordinal);

        Outcome again = await SiloProgram.Run("run", file, "--home", home, "--port", FreePort.Next(), "--threads", "1");
        Assert.Contains($"run {refit.GetProperty("best_run").GetString()}", again.Out, StringComparison.Ordinal);
    }
}
