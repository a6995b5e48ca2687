using SiameseSweep.Silo.Tests.Faults;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Commands;

/// <summary>Baselines of sweeps that the real program has trained.</summary>
public sealed class BaselineTests : IDisposable
{
    private const string Yaml = """
        name: tiny
        method: grid
        metric: {name: validation.eer, goal: minimize}
        parameters:
          loss: {values: [softmax, contrastive]}
          batch_size: {value: 8}
          image_size: {value: 16}
        siamese:
          dataset: {kind: synthetic, people: 9, images: 4, seed: 1}
          validation_identities: 3
          epochs: 2
          replicates: 2
        """;

    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_same_file_gives_the_same_baselines_one_run_after_the_other_and_all_at_once()
    {
        string file = TinySweep.Write(_folder.Path, Yaml), one = _folder.File("one"), all = _folder.File("all");
        foreach ((string home, string slots) in new[] { (one, "1"), (all, "4") })
        {
            Outcome outcome = await SiloProgram.Run(
                "run",
                file,
                "--home",
                home,
                "--port",
                FreePort.Next(),
                "--threads",
                "1",
                "--slots",
                slots);
            Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        }

        Assert.Equal(UndisturbedSweep.HistoryOf(one), UndisturbedSweep.HistoryOf(all));
        Assert.Equal(
            "4",
            RecordFile.Text(one, "select count(distinct value) from baselines where method = 'untrained' and metric = 'validation.auc'"));
        Assert.Equal(
            "2",
            RecordFile.Text(one, "select count(distinct value) from baselines where method = 'pixels' and metric = 'validation.auc'"));
        Assert.Equal(
            ["contrastive|test.loss", "contrastive|validation.loss"],
            RecordFile.Rows(
                one,
                "select distinct parameters ->> 'loss', metric from baselines join trials using (sweep_id, trial) where method = "
                    + "'untrained' and metric like '%.loss' order by 1, 2"
            ));
    }
}
