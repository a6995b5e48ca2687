using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.TestKit;

namespace SiameseSweep.Grains.Tests;

/// <summary>
/// The head dies between two writes, wherever that is: the next one makes of it what an undisturbed one would have made. Every
/// place is tried with ./test --all (SIAMESE_SWEEP_ALL=1), every fourth otherwise.
/// </summary>
public sealed class KilledBetweenWritesTests
{
    private const string Replicated = """
        name: replicated
        method: grid
        parameters: {margin: {values: [0.5, 1.0, 1.5]}}
        early_terminate: {type: hyperband, min_iter: 1, eta: 3, strict: true}
        siamese: {epochs: 2, replicates: 2, checkpoints: {keep: 1}}
        """;

    private static int Stride => WholeSuite.IsRequested ? 1 : 4;

    [Fact]
    public async Task A_sweep_with_a_pruned_trial_ends_as_if_nothing_had_happened()
    {
        int deaths = 0;
        for (int writes = 1; await DiesIn(writes); writes += Stride)
        {
            deaths++;
        }

        Assert.True(deaths * Stride > 15, $"{deaths} deaths"); // else the sweep was not under way

        static async Task<bool> DiesIn(int writes)
        {
            using TemporaryDirectory home = new();
            using QuickTrainer trainer = new();
            MortalWriter writer = null!;
            await using (
                TestHead head = await TestHead.Start(home.Path, trainer, slots: 1, writer: record => writer = new MortalWriter(record)))
            {
                writer.DieAfter(writes);
                Task<string> submitted = head.Commands.Submit(Replicated, "replicated.yaml");
                Task finished = head.Until(r => r.Sweeps().Any(s => s.State == SweepState.Finished));
                if (await Task.WhenAny(finished, writer.Died) == finished)
                {
                    AssertAsUndisturbed(head.Record, home.Path, await submitted, attempts: 1);
                    return false;
                }

                await head.Kill();
            }

            trainer.Dispose();
            using QuickTrainer next = new();
            await using TestHead again = await TestHead.Start(home.Path, next, slots: 1);
            string id = again.Record.Reader.Sweeps().Single().SweepId;
            await again.UntilSweep(id, SweepState.Finished);
            AssertAsUndisturbed(again.Record, home.Path, id, attempts: 2);
            return true;
        }
    }

    [Fact]
    public async Task A_stop_is_whole_or_was_never_given() => await Commands(
        setUp: async (head, id) => await head.UntilRun(new RunId(id, 0, 0, 0), RunState.Running),
        command: (head, id) => head.Commands.Stop(id),
        gated: true,
        check: async (head, id, given) =>
        {
            if (!given)
            {
                await head.UntilSweep(id, SweepState.Finished);
                return;
            }

            await head.Until(r => r.Runs(new RunQuery(id)).All(run => run.State == RunState.Stopped));
            Assert.Equal(2, head.Record.Reader.CountRuns(new RunQuery(id)));
        },
        wasGiven: (record, id) => record.Sweep(id)!.State == SweepState.Stopped);

    [Fact]
    public async Task An_extension_is_whole_or_can_be_given_again() => await Commands(
        setUp: async (head, id) => await head.UntilSweep(id, SweepState.Finished),
        command: (head, id) => head.Commands.Extend(id, runCap: null, epochs: 4),
        gated: false,
        check: async (head, id, given) =>
        {
            if (!given)
            {
                await head.Commands.Extend(id, runCap: null, epochs: 4);
            }

                await head.Until(r =>
                    r.Sweep(id)!.State == SweepState.Finished && r.Runs(new RunQuery(id, RunState.Finished)).All(run => run.Epoch == 4));
                Assert.Equal(4, head.Record.Reader.CountRuns(new RunQuery(id, RunState.Finished)));
                Assert.All(
                    head.Record.Reader.Runs(new RunQuery(id, RunState.Finished)),
                    run => Assert.Equal(Enumerable.Range(1, 8), head.Record.Reader.Losses(run.RunId).Select(l => l.Step)));
            },
            wasGiven: (record, id) => record.Sweep(id)!.Epochs is not null);

    [Fact]
    public async Task A_resume_is_whole_or_can_be_given_again() => await Commands(
        setUp: async (head, id) =>
        {
            await head.UntilRun(new RunId(id, 0, 0, 0), RunState.Running);
            await head.Commands.Pause(id);
            await head.UntilRun(new RunId(id, 0, 0, 0), RunState.Paused);
        },
        command: (head, id) => head.Commands.Resume(id),
        gated: true,
        check: async (head, id, given) =>
        {
            if (!given)
            {
                await head.Commands.Resume(id);
            }

            await head.UntilSweep(id, SweepState.Finished);
            Assert.Equal(4, head.Record.Reader.CountRuns(new RunQuery(id, RunState.Finished)));
        },
        wasGiven: (record, id) => record.Sweep(id)!.State != SweepState.Paused);

    // The command dies after no write, after one, … until it gets through.
    private static async Task Commands(
        Func<TestHead, string, Task> setUp, Func<TestHead, string, Task> command, bool gated, Func<TestHead, string, bool, Task> check,
        Func<IRecordReader, string, bool> wasGiven)
    {
        bool through = false;
        for (int writes = 0; !through; writes++)
        {
            using TemporaryDirectory home = new();
            using QuickTrainer trainer = new() { Gated = gated };
            MortalWriter writer = null!;
            string id;
            await using (
                TestHead head = await TestHead.Start(home.Path, trainer, slots: 1, writer: record => writer = new MortalWriter(record)))
            {
                id = await head.Commands.Submit(Replicated, "replicated.yaml");
                await setUp(head, id);
                writer.DieAfter(writes);
                Task given = command(head, id);
                through = await Task.WhenAny(given, writer.Died) == given;
                await head.Kill();
            }

            trainer.Dispose();
            using QuickTrainer next = new();
            await using TestHead again = await TestHead.Start(home.Path, next, slots: 1);
            bool isOnRecord = wasGiven(again.Record.Reader, id);
            Assert.True(isOnRecord || !through);
            await check(again, id, isOnRecord);
        }
    }

    private static void AssertAsUndisturbed(RecordStore record, string home, string id, int attempts)
    {
        Assert.Equal([0, 1, 2], record.Reader.Trials(id).Select(t => t.Trial));
        foreach (RunRow run in record.Reader.Runs(new RunQuery(id)))
        {
            bool first = run.RunId.Replicate == 0;
            Assert.Equal(run.RunId.Trial == 1 ? RunState.Pruned : RunState.Finished, run.State);
            Assert.InRange(run.Attempt, run.RunId.Trial == 1 && !first ? 0 : 1, run.RunId.Trial == 1 && !first ? 0 : attempts);
            Assert.Equal(run.Attempt, record.Reader.Events(run: run.RunId).Count(e => e.Kind == EventKinds.RunStarted));
            if (run.State == RunState.Finished)
            {
                Assert.Equal(Enumerable.Range(1, 4), record.Reader.Losses(run.RunId).Select(l => l.Step));
                Assert.Equal([1, 2], record.Reader.Evaluations(run.RunId).Select(e => e.Epoch));
            }
        }

        Assert.Single(record.Reader.Events(id), e => e.Kind == EventKinds.SweepFinished);

        // Only the best trial keeps its files.
        Assert.Equal([(2, 0), (2, 1)], record.Reader.Checkpoints(id).Select(c => (c.RunId.Trial, c.RunId.Replicate)));
        Assert.Equal(
            record.Reader.Checkpoints(id).Select(c => c.Path).Order(StringComparer.Ordinal),
            Directory.GetFiles(Path.Combine(home, "checkpoints"), "*", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(home, f)).Order(StringComparer.Ordinal));
    }
}
