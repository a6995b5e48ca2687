using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;

namespace SiameseSweep.Grains.Tests;

public sealed class HeadRestartTests : IDisposable
{
    private const string Pruned = """
        name: pruned
        method: grid
        parameters: {margin: {values: [0.5, 1.0]}}
        early_terminate: {type: hyperband, min_iter: 1, eta: 3, strict: true}
        siamese: {epochs: 5}
        """;

    private const string WithTarget = """
        name: aimed
        method: grid
        metric: {name: validation.eer, goal: minimize, target: 0.49}
        parameters: {margin: {values: [0.5, 1.0, 1.5, 2.0]}}
        siamese: {epochs: 3}
        """;

    private readonly TemporaryDirectory _home = new();
    private readonly ScriptedTrainer _trainer = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task An_epoch_committed_just_before_the_head_died_is_judged_by_the_next_head()
    {
        const string id = "pruned-0001";
        RunId bad = new(id, 1, 0, 0);
        await using (RecordStore store = RecordStore.Open(new HomeDirectory(_home.Path), TimeProvider.System))
        {
            await store.Writer.CreateSweep(id, SweepFile.Parse(Pruned, "pruned.yaml").Definition!);
            for (int trial = 0; trial < 2; trial++)
            {
                RunId run = new(id, trial, 0, 0);
                await store.Writer.AddTrial(
                    new NewTrial(id, trial, new RunConfiguration { Margin = 0.5 + (0.5 * trial), Epochs = 5 }, "{}", [(run, 7)]));
                int attempt = (await store.Writer.StartAttempt(new NewAttempt(run, "token", "cpu", "head-1-dead", 1)))!.Value;
                int epochs = trial == 0 ? 5 : 1;
                List<RunReport> reports =
                [
                    new StartedReport("print", 0, 4),
                    new LossReport(1, [.. Enumerable.Range(1, 4 * epochs).Select(i => 1f / i)]),
                ];
                reports.AddRange(
                    Enumerable.Range(1, epochs)
                        .Select(epoch => new EvaluationReport(
                            epoch,
                            4 * epoch,
                            new Dictionary<string, double> { ["validation.eer"] = 0.1 + (0.3 * trial) },
                            1,
                            false,
                            null,
                            null)));
                if (trial == 0)
                {
                    reports.Add(new EndedReport(RunState.Finished, null, 5, 20));
                }

                Assert.True((await store.Writer.Apply(new ReportBatch(run, attempt, "token", 1, [.. reports]))).Accepted);
            }
        }

        _trainer.Gated = _ => true; // no further epoch ever comes: only what is on record can end it
        await using TestHead head = await TestHead.Start(_home.Path, _trainer);
        await head.UntilSweep(id, SweepState.Finished);
        Assert.Equal(RunState.Pruned, head.Record.Reader.Run(bad)!.State);
        Assert.Single(head.Record.Reader.Events(run: bad), e => e.Kind == EventKinds.PruneDecision);
    }

    [Fact]
    public async Task A_sweep_that_reached_its_target_gets_more_trials_when_extended_and_is_gone_when_deleted()
    {
        await using TestHead head = await TestHead.Start(_home.Path, _trainer, slots: 1);
        string id = await head.Commands.Submit(WithTarget, "aimed.yaml");
        await head.UntilSweep(id, SweepState.Finished);
        Assert.Single(head.Record.Reader.Trials(id));
        await head.Commands.Extend(id, runCap: 3, epochs: null);
        await head.Until(r => r.Trials(id).Count == 3 && r.Sweep(id)!.State == SweepState.Finished);
        await head.Commands.DeleteSweep(id);
        Assert.Null(head.Record.Reader.Sweep(id));
    }
}
