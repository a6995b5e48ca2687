using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Commands;

/// <summary>CONTRACT §1: 1 when no trial has a result, or when a run failed for another reason than its own numbers.</summary>
public sealed class WatchCommandTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    private string Home => _folder.File("home");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Watch_ends_with_the_exit_code_of_run_on_the_record_and_over_http()
    {
        await using (RecordStore store = RecordStore.Open(new HomeDirectory(Home), TimeProvider.System))
        {
            await Write(store, "good-0001", SweepState.Finished, [Trained(), Trained()]);
            await Write(store, "diverged-0001", SweepState.Finished, [Trained(), Diverged()]);
            await Write(store, "broken-0001", SweepState.Finished, [Trained(), Broken()]);
            await Write(store, "stopped-0001", SweepState.Stopped, [[new EndedReport(RunState.Stopped, "The sweep was stopped.", 0, 0)]]);
            await Write(store, "failed-0001", SweepState.Failed, [Diverged()]);
        }

        (string Sweep, int ExitCode)[] expected =
        [
            ("good-0001", 0),
            ("diverged-0001", 0),
            ("broken-0001", 1),
            ("stopped-0001", 1),
            ("failed-0001", 1),
        ];
        List<(string, int)> run = [];
        foreach ((string sweep, _) in expected)
        {
            string file = TinySweep.Write(_folder.Path, Yaml(sweep), $"{sweep}.yaml");
            run.Add((sweep, (await SiloProgram.Run("run", file, "--home", Home)).ExitCode));
        }

        Assert.Equal(expected, run);
        Assert.Equal(expected, await Watch(expected, "--home", Home));

        string port = FreePort.Next();
        using SiloProgram head = SiloProgram.Start("serve", "--home", Home, "--port", port);
        await head.Says("Serving");
        Assert.Equal(expected, await Watch(expected, "--server", $"http://127.0.0.1:{port}"));
        using HttpClient http = new();
        Assert.Contains("\"broken_runs\"", await http.GetStringAsync($"http://127.0.0.1:{port}/openapi/v1.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_without_a_result_has_nothing_to_download()
    {
        await using (RecordStore store = RecordStore.Open(new HomeDirectory(Home), TimeProvider.System))
        {
            await Write(store, "failed-0001", SweepState.Failed, [Diverged()]);
        }

        Outcome outcome = await SiloProgram.Run("download", "failed-0001", "--home", Home);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("No trial of sweep failed-0001 has a value", Assert.Single(outcome.ErrorLines));
    }

    [Fact]
    public async Task Watch_says_when_no_head_is_up_that_could_train()
    {
        await using (RecordStore store = RecordStore.Open(new HomeDirectory(Home), TimeProvider.System))
        {
            await Write(store, "open-0001", SweepState.Running, [Trained()]);
        }

        using SiloProgram watch = SiloProgram.Start("watch", "open-0001", "--home", Home);

        Assert.StartsWith($"No head is up in {Home}", await watch.Says("No head is up"), StringComparison.Ordinal);
        await watch.Says("1/2 runs ended"); // and goes on watching
    }

    private static async Task<List<(string, int)>> Watch((string Sweep, int ExitCode)[] sweeps, params string[] where)
    {
        List<(string, int)> watched = [];
        foreach ((string sweep, int expected) in sweeps)
        {
            Outcome outcome = await SiloProgram.Run(["watch", sweep, .. where]);
            watched.Add((sweep, outcome.ExitCode));
            Assert.Equal(expected, outcome.ErrorLines.Length); // nobody has to guess why it is 1
        }

        return watched;
    }

    private static string Yaml(string sweep) => SmallRecord.Yaml.Replace("name: sample", $"name: {sweep[..^5]}", StringComparison.Ordinal);

    private static RunReport[] Trained() =>
    [
        new LossReport(1, [1.0f]),
        new EvaluationReport(1, 1, new Dictionary<string, double> { ["validation.eer"] = 0.1 }, 1, false, null, null),
        new EndedReport(RunState.Finished, null, 1, 1),
    ];

    private static RunReport[] Diverged() =>
        [new EventReport(EventKinds.NonFinite, "{}"), new EndedReport(RunState.Failed, "The loss of step 1 is NaN.", 0, 1)];

    private static RunReport[] Broken() => [new EndedReport(RunState.Failed, "Given up after 3 attempts.", 0, 0)];

    private static async Task Write(RecordStore store, string sweep, SweepState state, RunReport[][] runs)
    {
        await store.Writer.CreateSweep(sweep, SweepFile.Parse(Yaml(sweep), "sample.yaml").Definition!);
        for (int trial = 0; trial < runs.Length; trial++)
        {
            RunId run = new(sweep, trial, 0, 0);
            await store.Writer.AddTrial(
                new NewTrial(sweep, trial, new RunConfiguration { Margin = trial + 1, Epochs = 1 }, "{}", [(run, 7)]));
            int attempt = (await store.Writer.StartAttempt(new NewAttempt(run, "token", "cpu", "silo", 1)))!.Value;
            Assert.True(
                (
                    await store.Writer.Apply(new ReportBatch(run, attempt, "token", 1, [new StartedReport("f0", 0, 1), .. runs[trial]]))
                ).Accepted);
        }

        await store.Writer.SetSweepState(sweep, state);
    }
}
