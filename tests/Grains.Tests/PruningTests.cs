using System.Text.Json;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Scheduling.FromRecord;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.TestKit;

namespace SiameseSweep.Grains.Tests;

public sealed class PruningTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();
    private readonly ScriptedTrainer _trainer = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_pruned_run_frees_its_slot_within_a_second_and_the_decision_tells_its_numbers()
    {
        _trainer.Value = (run, _) => 0.1 + (0.1 * run.Trial);
        _trainer.Gated = run => run.Trial > 0;
        await using TestHead head = await TestHead.Start(_home.Path, _trainer, slots: 1);
        string id = await head.Commands.Submit("""
            name: pruned
            method: grid
            parameters: {margin: {values: [0.5, 1.0, 1.5]}}
            early_terminate: {type: hyperband, min_iter: 1, eta: 3, strict: true}
            siamese: {epochs: 50}
            """, "pruned.yaml");
        RunId second = new(id, 1, 0, 0);
        RunId third = new(id, 2, 0, 0);
        await head.UntilRun(second, RunState.Running);
        _trainer.Release(second, 1);
        await head.UntilRun(third, RunState.Running);

        EventRow decision = head.Record.Reader.Events(run: second).Single(e => e.Kind == EventKinds.PruneDecision);
        DateTimeOffset next = head.Record.Reader.Events(run: third).First(e => e.Kind == EventKinds.RunStarted).At;
        Assert.Equal(RunState.Pruned, head.Record.Reader.Run(second)!.State);
        Assert.InRange(next - decision.At, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        JsonElement numbers = JsonElement.Parse(decision.Detail);
        Assert.Equal(
            (1, 0.2, 0.1, 2, true),
            (numbers.GetProperty("band").GetInt32(), numbers.GetProperty("value").GetDouble(), numbers.GetProperty("threshold").GetDouble(),
            numbers.GetProperty("peers").GetInt32(), numbers.GetProperty("prune").GetBoolean()));
        _trainer.Gated = _ => false;
        await head.UntilSweep(id, SweepState.Finished);
    }

    [Fact]
    public async Task A_pruned_run_keeps_its_best_checkpoint_until_better_trials_take_its_place()
    {
        using QuickTrainer trainer = new();
        await using TestHead head = await TestHead.Start(_home.Path, trainer, slots: 1);
        (int Trial, string File)[] Kept(string id) =>
            [
                .. head.Record.Reader.Checkpoints(id)
                    .Where(c => File.Exists(Path.Combine(_home.Path, c.Path)))
                    .Select(c => (c.RunId.Trial, Path.GetFileName(c.Path))),
            ];

        string roomy = await head.Commands.Submit(Bad(keep: 3), "bad.yaml");
        await head.UntilSweep(roomy, SweepState.Finished);
        Assert.Equal(RunState.Pruned, head.Record.Reader.Run(new RunId(roomy, 1, 0, 0))!.State);
        Assert.Equal([(0, "best-2.safetensors"), (1, "best-1.safetensors"), (2, "best-2.safetensors")], Kept(roomy));

        string tight = await head.Commands.Submit(Bad(keep: 2), "bad.yaml");
        await head.UntilSweep(tight, SweepState.Finished);
        Assert.Equal([(0, "best-2.safetensors"), (2, "best-2.safetensors")], Kept(tight));
        Assert.Single(head.Record.Reader.Events(run: new RunId(tight, 1, 0, 0)), e => e.Kind == EventKinds.CheckpointRemoved);

        static string Bad(int keep) => $$$"""
            name: bad
            method: grid
            parameters: {margin: {values: [0.5, 1.0, 1.5]}}
            early_terminate: {type: hyperband, min_iter: 1, eta: 3, strict: true}
            siamese: {epochs: 2, checkpoints: {keep: {{{keep}}}}}
            """;
    }

    [Fact]
    public async Task A_hopeless_run_counts_as_worst_to_the_search_also_for_the_next_head()
    {
        _trainer.Instead = (assignment, reporter) =>
        {
            reporter.Report(new StartedReport("print", 0, 4));
            reporter.Report(new EvaluationReport(1, 4, new() { ["validation.eer"] = 0.01 }, 1, false, null, null));
            if (assignment.Run.Trial == 0)
            {
                reporter.Report(new EventReport(EventKinds.Collapsed, "{}"));
                reporter.Report(new EndedReport(RunState.Pruned, "Collapsed.", 1, 4, Hopeless: true));
            }
            else
            {
                reporter.Report(new EndedReport(RunState.Finished, null, 1, 4));
            }
        };
        string id;
        await using (TestHead head = await TestHead.Start(_home.Path, _trainer, slots: 1))
        {
            id = await head.Commands.Submit("""
                name: aimed
                method: grid
                metric: {name: validation.eer, goal: minimize, target: 0.1}
                parameters: {margin: {values: [0.5, 1.0, 1.5]}}
                siamese: {epochs: 1}
                """, "aimed.yaml");
            await head.UntilSweep(id, SweepState.Finished);
            Assert.Equal(2, head.Record.Reader.Trials(id).Count); // the first did not reach the target, the second did
        }

        using RecordReader record = RecordReader.Open(new HomeDirectory(_home.Path));
        SweepScheduler loaded = SweepFromRecord.Load(record, record.Sweep(id)!, RecordedDefinition.Of(record.Sweep(id)!));
        Assert.Equal([true, false], loaded.Trials.Select(t => double.IsNaN(t.Value(loaded.Definition.Metric))));
    }

    [Fact]
    public async Task A_run_that_was_at_chance_once_and_was_ended_by_the_pruner_counts_by_its_value()
    {
        _trainer.Instead = (_, reporter) =>
        {
            reporter.Report(new StartedReport("print", 0, 4));
            reporter.Report(new EventReport(EventKinds.AtChance, "{}"));
            reporter.Report(new EvaluationReport(1, 4, new() { ["validation.eer"] = 0.01 }, 1, false, null, null));
            reporter.Report(new EndedReport(RunState.Pruned, "Too slow.", 1, 4));
        };
        await using TestHead head = await TestHead.Start(_home.Path, _trainer, slots: 1);
        string id = await head.Commands.Submit("""
            name: aimed
            method: grid
            metric: {name: validation.eer, goal: minimize, target: 0.1}
            parameters: {margin: {values: [0.5, 1.0, 1.5]}}
            siamese: {epochs: 1}
            """, "aimed.yaml");
        await head.UntilSweep(id, SweepState.Finished);
        Assert.Single(head.Record.Reader.Trials(id)); // it reached the target
    }
}
