using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Faults;

/// <summary>The sweep of the fault tests, run in one process in a DATADIR of its own, with nothing done to it: what all others must equal.</summary>
public sealed class UndisturbedSweep : IDisposable
{
    public const int Epochs = 80;
    public const int Steps = Epochs * TinySweep.StepsPerEpoch;

    private readonly TemporaryDirectory _folder = new();
    private readonly Lazy<Task<IReadOnlyList<string>>> _history;

    public UndisturbedSweep() => _history = new Lazy<Task<IReadOnlyList<string>>>(Run);

    public static string Yaml { get; } = TinySweep.Yaml(Epochs);

    /// <summary>Every loss and every evaluation of every run, in an order that does not depend on the sweep's id.</summary>
    public static IReadOnlyList<string> HistoryOf(string home) =>
    [
        .. RecordFile.Rows(home, "select trial, replicate, fold, l.step, l.loss from loss_history l join runs using (run_id) order by 1, 2, 3, 4"),
        .. RecordFile.Rows(home, "select trial, replicate, fold, e.epoch, e.metric, e.value from evaluations e join runs using (run_id) order by 1, 2, 3, 4, 5"),
    ];

    public Task<IReadOnlyList<string>> History() => _history.Value;

    public void Dispose() => _folder.Dispose();

    private async Task<IReadOnlyList<string>> Run()
    {
        string file = TinySweep.Write(_folder.Path, Yaml);
        string home = _folder.File("home");
        Outcome outcome = await SiloProgram.Run("run", file, "--home", home, "--port", FreePort.Next(), "--devices", "cpu", "--threads", "1", "--slots", "2");
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        return HistoryOf(home);
    }
}
