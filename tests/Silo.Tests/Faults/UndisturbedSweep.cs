using System.Globalization;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Faults;

/// <summary>
/// The sweep of the fault tests, run in one process in a DATADIR of its own, with nothing done to it: what all others must equal.
/// </summary>
public sealed class UndisturbedSweep : IDisposable
{
    public const int Epochs = 80;
    public const int Steps = Epochs * TinySweep.StepsPerEpoch;

    private readonly TemporaryDirectory _folder = new();
    private readonly Lazy<Task<IReadOnlyList<string>>> _history;

    public UndisturbedSweep() => _history = new Lazy<Task<IReadOnlyList<string>>>(Run);

    public static string Yaml { get; } = TinySweep.Yaml(Epochs);

    /// <summary>Every loss, evaluation and baseline of every run, in an order that does not depend on the sweep's id.</summary>
    public static IReadOnlyList<string> HistoryOf(string home) =>
        [
            .. RecordFile.Rows(
                home,
                "select trial, replicate, fold, l.step, l.loss from loss_history l join runs using (run_id) order by 1, 2, 3, 4"),
            .. RecordFile.Rows(
                home,
                "select trial, replicate, fold, e.epoch, e.metric, e.value from evaluations e join runs using (run_id) order by 1, 2, 3, "
                    + "4, 5"
            ),
            .. RecordFile.Rows(home, "select trial, replicate, fold, method, metric, value from baselines order by 1, 2, 3, 4, 5"),
        ];

    public Task<IReadOnlyList<string>> History() => _history.Value;

    /// <summary>Waits for the end of a sweep that something was done to, and compares.</summary>
    internal async Task IsEqualed(FaultCluster cluster)
    {
        cluster.Note("the sweep ended after another", await cluster.UntilEnd());
        string home = cluster.Home;
        Assert.Equal("finished", RecordFile.Text(home, "select state from sweeps"));
        Assert.Equal(["finished|", "finished|"], RecordFile.Rows(home, "select state, reason from runs"));
        Assert.Equal(["1", "1"], RecordFile.Rows(home, "select count(*) from events where kind = 'run_finished' group by run_id"));
        Assert.Equal("0", RecordFile.Text(home, "select count(*) from events where kind in ('loss_mismatch', 'loss_gap')"));
        string steps = Steps.ToString(CultureInfo.InvariantCulture);
        Assert.All(
            RecordFile.Rows(home, "select count(*), count(distinct step), min(step), max(step) from loss_history group by run_id"),
            row => Assert.Equal($"{steps}|{steps}|1|{steps}", row));
        Assert.Equal("ok", RecordFile.Text(home, "PRAGMA integrity_check"));
        Assert.Equal(await History(), HistoryOf(home));
        await StoredFiles.AreAsRecorded(home);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<IReadOnlyList<string>> Run()
    {
        string file = TinySweep.Write(_folder.Path, Yaml);
        string home = _folder.File("home");
        Outcome outcome = await SiloProgram.Run(
            "run",
            file,
            "--home",
            home,
            "--port",
            FreePort.Next(),
            "--devices",
            "cpu",
            "--threads",
            "1",
            "--slots",
            "2");
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        return HistoryOf(home);
    }
}
