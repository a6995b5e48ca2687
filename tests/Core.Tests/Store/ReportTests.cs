using System.Text.Json;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling.FromRecord;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Core.Tests.Store;

/// <summary>Reports as they are recorded when sent once, twice, late, or by the wrong attempt.</summary>
public sealed class ReportTests
{
    [Fact]
    public async Task A_batch_that_comes_twice_changes_nothing_and_is_acknowledged_again()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        Attempt attempt = await home.Start();
        ReportBatch batch = attempt.Batch(
            new StartedReport("f", 0, 2),
            new LossReport(1, [1, 2]),
            new EvaluationReport(1, 2, new() { ["validation.eer"] = 0.5 }, 1, false, null, null),
            new EventReport(EventKinds.Collapsed, """{"spread":0}"""));

        ReportAck first = await home.Store.Writer.Apply(batch);
        string before = home.Sqlite3(".dump");
        ReportAck second = await home.Store.Writer.Apply(batch);

        Assert.Equal((new ReportAck(true, 4), new ReportAck(true, 4)), (first, second));
        Assert.Equal(before, home.Sqlite3(".dump"));
    }

    [Fact]
    public async Task The_size_of_the_training_split_is_on_record_once_an_attempt_has_told_it()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        Attempt first = await home.Start();
        await first.Send(new StartedReport("f", 0, 2)); // as an older build's worker does
        Assert.Equal(
            (null, null),
            home.Store.Reader.Run(first.Run) is { } before ? (before.TrainingPeople, before.TrainingImages) : default);
        await home.Store.Writer.SetRunState(first.Run, [RunState.Running], RunState.Queued, null);
        await (await home.Start()).Send(new StartedReport("f", 0, 2, "cpu2", 32, 320));
        await home.Store.Writer.SetRunState(first.Run, [RunState.Running], RunState.Queued, null);
        await (await home.Start()).Send(new StartedReport("f", 0, 2));
        Assert.Equal((32, 320), home.Store.Reader.Run(first.Run) is { } run ? (run.TrainingPeople, run.TrainingImages) : default);
    }

    [Fact]
    public void A_started_report_in_an_older_resume_file_is_read()
    {
        RunReport report = JsonSerializer.Deserialize<RunReport>(
            """{"report":"started","DatasetFingerprint":"f","FromStep":3,"StepsPerEpoch":2,"Basis":"cpu2"}"""
        )!;
        Assert.Equal(new StartedReport("f", 3, 2, "cpu2"), report);
    }

    [Fact]
    public async Task Steps_repeated_by_a_new_attempt_leave_no_gap_and_no_duplicate()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        Attempt first = await home.Start();
        await first.Send(new StartedReport("f", 0, 2), new LossReport(1, [1, 2, 3, 4, 5]));
        await home.Store.Writer.SetRunState(first.Run, [RunState.Running], RunState.Queued, "Its lease ran out.");
        Attempt second = await home.Start();

        await second.Send(new StartedReport("f", 3, 2), new LossReport(4, [4, 5, 6]), new EndedReport(RunState.Finished, null, 3, 6));

        Assert.Equal([1.0, 2, 3, 4, 5, 6], home.Store.Reader.Losses(first.Run).Select(p => p.Loss));
        Assert.Equal((2, 3, 6), home.Store.Reader.Run(first.Run) is { } run ? (run.Attempt, run.Epoch, run.Step) : default);
        Assert.Equal(
            ["run_started", "run_queued", "run_started", "resumed", "run_finished"],
            home.Store.Reader.Events(run: first.Run).Select(e => e.Kind));
        Assert.DoesNotContain(home.Store.Reader.Events(), e => e.Kind is EventKinds.LossMismatch or EventKinds.LossGap);
    }

    [Fact]
    public async Task A_superseded_attempt_is_refused_leaves_nothing_and_is_named_once()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        Attempt stale = await home.Start();
        await home.Store.Writer.SetRunState(stale.Run, [RunState.Running], RunState.Queued, null);
        Attempt current = await home.Start();

        Assert.False((await stale.Send(new LossReport(1, [1]))).Accepted);
        Assert.False((await stale.Send(new LossReport(2, [1]))).Accepted);
        Assert.True((await current.Send(new LossReport(1, [7]))).Accepted);

        Assert.Equal([7.0], home.Store.Reader.Losses(stale.Run).Select(p => p.Loss));
        EventRow superseded = Assert.Single(home.Store.Reader.Events(run: stale.Run), e => e.Kind == EventKinds.AttemptSuperseded);
        Assert.Equal("""{"attempt":1,"current":2}""", superseded.Detail);
    }

    [Fact]
    public async Task An_attempt_of_a_run_that_was_taken_from_it_or_deleted_is_refused()
    {
        await using RecordHome home = await new RecordHome().WithSweep(trials: 2);
        Attempt queued = await home.Start();
        Attempt deleted = await home.Start(RecordHome.Run(1));
        await home.Store.Writer.SetRunState(queued.Run, [RunState.Running], RunState.Queued, null);
        await home.Store.Writer.DeleteRun(deleted.Run);

        Assert.False((await queued.Send(new LossReport(1, [1]))).Accepted);
        Assert.False((await deleted.Send(new LossReport(1, [1]))).Accepted);
        Assert.Empty(home.Store.Reader.Losses(queued.Run));
    }

    [Fact]
    public async Task A_final_run_takes_no_report_and_a_paused_one_its_last_batch_again()
    {
        await using RecordHome home = await new RecordHome().WithSweep(trials: 2);
        Attempt finished = await home.Start();
        await finished.Send(new EndedReport(RunState.Finished, null, 0, 0));
        Attempt paused = await home.Start(RecordHome.Run(1));
        ReportBatch last = paused.Batch(new LossReport(1, [1]), new EndedReport(RunState.Paused, "The sweep was paused.", 0, 1));
        await home.Store.Writer.Apply(last);

        Assert.False((await finished.Send(new LossReport(1, [1]))).Accepted);
        Assert.Equal(new ReportAck(true, 2), await home.Store.Writer.Apply(last));
        Assert.Equal((RunState.Paused, null), home.Store.Reader.Run(paused.Run) is { } run ? (run.State, run.FinishedAt) : default);
    }

    [Fact]
    public async Task A_repeated_step_with_another_loss_raises_an_alarm_and_the_first_value_stays()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        Attempt attempt = await home.Start();
        await attempt.Send(new LossReport(1, [1, float.NaN, 3]));

        await attempt.Send(new LossReport(1, [1, float.NaN, 3.0000002f]));

        Assert.Equal([1, double.NaN, 3], home.Store.Reader.Losses(attempt.Run).Select(p => p.Loss));
        EventRow alarm = Assert.Single(home.Store.Reader.Events(run: attempt.Run), e => e.Kind == EventKinds.LossMismatch);
        Assert.Equal("""{"step":3,"recorded":3,"repeated":3.000000238418579}""", alarm.Detail);
    }

    [Fact]
    public async Task Losses_that_leave_steps_out_raise_an_alarm()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        Attempt attempt = await home.Start();

        await attempt.Send(new LossReport(1, [1, 2]), new LossReport(4, [4]));

        EventRow alarm = Assert.Single(home.Store.Reader.Events(run: attempt.Run), e => e.Kind == EventKinds.LossGap);
        Assert.Equal("""{"after_step":2,"first_step":4}""", alarm.Detail);
    }

    [Fact]
    public async Task A_run_that_is_begun_again_on_another_basis_leaves_nothing_of_the_first_behind()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        Attempt first = await home.Start();
        string weights = Path.Combine(home.Home.CheckpointsOf(first.Run), "best-00001-cpu2.safetensors");
        Directory.CreateDirectory(Path.GetDirectoryName(weights)!);
        File.WriteAllText(weights, "w");
        await first.Send(
            new StartedReport("aaaa", 0, 2, "cpu2"),
            new LossReport(1, [1, 2, 3, 4]),
            new EvaluationReport(1, 2, new() { ["validation.eer"] = 0.1 }, 1, false, null, null),
            new EmbeddingReport(
                1,
                ["a.pgm"],
                [
                    [1f],
                ],
                true),
            new BaselineReport("untrained", new() { ["test.auc"] = 0.5 }),
            new CheckpointReport(1, CheckpointKind.Best, home.Home.Relative(weights), 1, "00"));
        await home.Store.Writer.SetRunState(first.Run, [RunState.Running], RunState.Queued, "gone");

        // The same basis repeats its steps and loses nothing; another one begins anew.
        Attempt second = await home.Start();
        Assert.False((await second.Send(new StartedReport("aaaa", 0, 2, "cpu2"), new LossReport(1, [1]))).BegunAgain);
        Assert.Equal(4, home.Store.Reader.Losses(first.Run).Count);
        await home.Store.Writer.SetRunState(first.Run, [RunState.Running], RunState.Queued, "gone");
        Attempt third = await home.Start();
        Assert.True((await third.Send(new StartedReport("aaaa", 0, 2, "cpu1"), new LossReport(1, [9]))).BegunAgain);

        Assert.Equal([(1, 9.0)], home.Store.Reader.Losses(first.Run).Select(l => (l.Step, l.Loss)));
        Assert.Empty(home.Store.Reader.Evaluations(first.Run));
        Assert.Empty(home.Store.Reader.Embeddings(first.Run, 1));
        Assert.Empty(home.Store.Reader.Checkpoints(first.Run));
        Assert.Empty(home.Store.Reader.Baselines(first.Run));
        Assert.False(File.Exists(weights));
        Assert.Equal((1, 0), (home.Store.Reader.Run(first.Run)!.Step, home.Store.Reader.Run(first.Run)!.Epoch));
        EventRow again = Assert.Single(home.Store.Reader.Events(run: first.Run), e => e.Kind == EventKinds.BegunAgain);
        Assert.Equal("""{"attempt":3,"basis":"cpu1","before":"cpu2","steps":4}""", again.Detail);
        Assert.DoesNotContain(home.Store.Reader.Events(run: first.Run), e => e.Kind == EventKinds.LossMismatch);
    }

    [Fact]
    public async Task While_recorded_steps_are_repeated_the_newest_attempts_state_is_kept_and_the_best_epoch_on_record_too()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        Attempt first = await home.Start();
        (string lost, string best) = (Weights(home, "last-0001-00000669.safetensors"), Weights(home, "best-00040.safetensors"));
        await first.Send(
            new StartedReport("aaaa", 0, 2),
            Saved(home, 40, CheckpointKind.Best, best),
            Saved(home, 80, CheckpointKind.Last, lost));
        await home.Store.Writer.SetRunState(first.Run, [RunState.Running], RunState.Queued, "gone");

        // Its state was of no use, so the second attempt begins at step 1 and is interrupted long before it has caught up.
        Attempt second = await home.Start();
        await second.Send(new StartedReport("aaaa", 0, 2));
        foreach (int step in (int[])[11, 12, 40])
        {
            string state = Weights(home, $"last-0002-{step:D8}.safetensors"), earlier = Weights(home, $"best-{step / 2:D5}.safetensors");
            await second.Send(Saved(home, step / 2, CheckpointKind.Best, earlier), Saved(home, step / 2, CheckpointKind.Last, state));

            Assert.Equal(
                [home.Home.Relative(best), home.Home.Relative(state)],
                home.Store.Reader.Checkpoints(second.Run).OrderBy(c => c.Kind).Select(c => c.Path));
            Assert.Equal([best, state], Directory.GetFiles(home.Home.CheckpointsOf(second.Run)).Order());
        }
    }

    private static string Weights(RecordHome home, string name)
    {
        string file = Path.Combine(Directory.CreateDirectory(home.Home.CheckpointsOf(RecordHome.Run())).FullName, name);
        File.WriteAllText(file, "w");
        return file;
    }

    private static CheckpointReport Saved(RecordHome home, int epoch, CheckpointKind kind, string file) =>
        new(epoch, kind, home.Home.Relative(file), 1, "00");

    [Fact]
    public async Task Baselines_of_a_run_that_starts_again_replace_those_it_had()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        Attempt first = await home.Start();
        await first.Send(
            new BaselineReport("pixels", new() { ["test.auc"] = 0.9 }),
            new BaselineReport("untrained", new() { ["test.auc"] = 0.5, ["test.loss"] = 2 }));
        await home.Store.Writer.SetRunState(first.Run, [RunState.Running], RunState.Queued, "gone");
        await (await home.Start()).Send(new BaselineReport("untrained", new() { ["test.auc"] = 0.6 }));

        Assert.Equal(
            [("pixels", "test.auc", 0.9), ("untrained", "test.auc", 0.6)],
            home.Store.Reader.Baselines(first.Run).Select(b => (b.Method, b.Metric, b.Value)).Order());
    }

    [Fact]
    public async Task The_ranking_of_a_run_that_begins_again_on_another_basis_rests_on_its_new_scores()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        string[] images = ["a1", "a2", "b1", "b2", "c1", "c2"], people = ["a", "a", "b", "b", "c", "c"];
        float[] learned = [1, 9, 9, 9, 9, 9, 9, 9, 9, 1, 9, 9, 9, 9, 1], not = [5, 3, 4, 6, 2, 7, 1, 8, 3, 4, 9, 2, 6, 5, 8];
        Attempt attempt = await home.Start();
        foreach ((string basis, float[] scores, double eer) in new[] { ("cpu2", learned, 0.0), ("cpu1", not, 0.4) })
        {
            await attempt.Send(
                new StartedReport("aaaa", 0, 1, basis),
                new PairBookReport("book", EvaluationSplit.Validation, images, people),
                new LossReport(1, [1]),
                new EvaluationReport(1, 1, new() { ["validation.eer"] = eer }, 4, false, new PairScores("book", scores), null));
            using RecordReader afresh = RecordReader.Open(home.Home);
            RankedTrial kept = Assert.Single(new Rankings(home.Store.Reader).Of(RecordHome.Sweep).Trials),
                computed = Assert.Single(new Rankings(afresh).Of(RecordHome.Sweep).Trials);
            Assert.Equal((computed.Value, computed.Low, computed.High), (kept.Value, kept.Low, kept.High));
            await home.Store.Writer.SetRunState(attempt.Run, [RunState.Running], RunState.Queued, "gone");
            attempt = await home.Start();
        }

        // and not the interval around nothing but right pairs
        Assert.True(Assert.Single(new Rankings(home.Store.Reader).Of(RecordHome.Sweep).Trials).High > 0.1);
    }

    [Fact]
    public async Task A_run_on_other_images_than_the_sweeps_waits_for_another_worker_with_both_fingerprints_on_record()
    {
        await using RecordHome home = await new RecordHome().WithSweep(trials: 2);
        await (await home.Start()).Send(new StartedReport("aaaa", 0, 1));
        Attempt other = await home.Start(RecordHome.Run(1));

        ReportAck ack = await other.Send(new StartedReport("bbbb", 0, 1), new LossReport(1, [1]));

        Assert.False(ack.Accepted);
        RunRow run = home.Store.Reader.Run(other.Run)!;
        Assert.Equal(RunState.Queued, run.State);
        Assert.Equal((0, 0, false), AttemptsFromRecord.Read(home.Store.Reader.Events(run: other.Run))); // not the run's fault
        Assert.Equal(
            "The images here (fingerprint bbbb) are not those that the sweep began with (aaaa); give this worker the same data.",
            run.Reason);
        Assert.Contains(
            home.Store.Reader.Events(run: other.Run),
            e => e is { Kind: EventKinds.FingerprintMismatch, Detail: """{"expected":"aaaa","found":"bbbb"}""" });
        Assert.Empty(home.Store.Reader.Losses(other.Run));
    }

    [Fact]
    public async Task Floats_of_every_kind_come_back_to_the_same_bits()
    {
        float[] all =
        [
            0,
            0.1f,
            1 / 3f,
            1e-45f,
            float.Epsilon * 3,
            float.MaxValue,
            -float.MaxValue,
            16777217f,
            float.NaN,
            float.PositiveInfinity,
            float.NegativeInfinity,
            2,
            0.30000001f,
            123456.79f,
            -1.5f,
        ]; // 15 of them: 6 images' pairs. SQLite turns −0 into 0.
        await using RecordHome home = await new RecordHome().WithSweep();
        Attempt attempt = await home.Start();
        string[] images = ["a", "b", "c", "d", "e", "f"];
        await attempt.Send(
            new LossReport(1, all),
            new PairBookReport("book", EvaluationSplit.Test, images, ["p", "p", "p", "q", "q", "q"]),
            new EvaluationReport(
                1,
                1,
                new() { ["test.eer"] = double.NaN, ["test.loss"] = double.PositiveInfinity },
                double.NaN,
                true,
                null,
                new PairScores("book", all)),
            new EmbeddingReport(1, ["x\"y"], [all], true));

        int[] bits = [.. all.Select(BitConverter.SingleToInt32Bits)];
        Assert.Equal(bits, home.Store.Reader.Losses(attempt.Run).Select(p => BitConverter.SingleToInt32Bits((float)p.Loss)));
        DissimilaritySet set = home.Store.Reader.Dissimilarities(attempt.Run, EvaluationSplit.Test)!;
        Assert.Equal(bits, set.Pairs.Select(p => BitConverter.SingleToInt32Bits((float)p.Dissimilarity)));
        Assert.Equal((true, true), (double.IsNaN(set.Threshold), set.ThresholdFromTest));
        Assert.Equal(("a", "b", false), (set.Pairs[0].ImageA, set.Pairs[0].ImageB, set.Pairs[0].Different));
        Assert.Equal(("a", "d", true), (set.Pairs[2].ImageA, set.Pairs[2].ImageB, set.Pairs[2].Different));
        EmbeddingRow embedding = Assert.Single(home.Store.Reader.Embeddings(attempt.Run));
        Assert.Equal("x\"y", embedding.Image);
        Assert.Equal(bits, embedding.Vector.Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(
            [("test.eer", double.NaN), ("test.loss", double.PositiveInfinity)],
            home.Store.Reader.Evaluations(attempt.Run).Select(e => (e.Metric, e.Value)));
    }

    [Fact]
    public async Task Embeddings_are_kept_of_the_best_and_the_last_epoch_in_whatever_order_they_come()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        Attempt attempt = await home.Start();
        foreach ((int epoch, bool best) in ((int, bool)[])[(1, true), (2, true), (3, false), (4, false), (1, true), (3, false)])
        {
            await attempt.Send(new EmbeddingReport(epoch, ["a"], [[epoch]], best));
        }

        Assert.Equal("2\n4", home.Sqlite3("SELECT epoch FROM embeddings ORDER BY epoch"));
        Assert.Equal(2, Assert.Single(home.Store.Reader.Embeddings(attempt.Run)).Epoch);
        Assert.Equal(4, Assert.Single(home.Store.Reader.Embeddings(attempt.Run, 4)).Epoch);
    }

    [Fact]
    public async Task Scores_without_their_pair_book_or_of_another_length_fail_their_batch_alone()
    {
        await using RecordHome home = await new RecordHome().WithSweep(trials: 2);
        Attempt wrong = await home.Start();
        Attempt right = await home.Start(RecordHome.Run(1));
        EvaluationReport unknown = new(1, 1, [], 1, false, null, new PairScores("none", [1]));
        EvaluationReport shortened = new(1, 1, [], 1, false, null, new PairScores("book", [1, 2]));

        Task<ReportAck> first = home.Store.Writer.Apply(wrong.Batch(new LossReport(1, [1]), unknown));
        Task<ReportAck> second = home.Store.Writer.Apply(
            wrong.Batch(new PairBookReport("book", EvaluationSplit.Test, ["a", "b", "c"], ["p", "p", "q"]), shortened));
        Task<ReportAck> neighbour = right.Send(new LossReport(1, [1]));

        Assert.Equal(
            "Scores name the pair book none, which was not sent before.",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => first)).Message);
        Assert.Equal(
            "Pair book book has 3 pairs, 2 scores came.",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => second)).Message);
        Assert.True((await neighbour).Accepted);
        Assert.Empty(home.Store.Reader.Losses(wrong.Run));
        Assert.Single(home.Store.Reader.Losses(right.Run));
    }
}
