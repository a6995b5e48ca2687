using System.Globalization;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Tests.Fakes;

/// <summary>Fills a record in memory with something to look at. Numbers follow formulas, so every start shows the same.</summary>
internal static class SampleFakes
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    public static FakeRecord Record(
        int trials = 4,
        int replicates = 2,
        string name = "synthetic-margins",
        string id = "synthetic-margins-7f3a")
    {
        FakeRecord record = new();
        AddSweep(record, id, name, trials, replicates);
        record.Warnings.Add("The best trial does not beat pixel distance by more than its interval: 0.1012 against 0.1480.");
        return record;
    }

    public static void AddSweep(
        FakeRecord record,
        string id,
        string name,
        int trials,
        int replicates,
        SweepState state = SweepState.Running)
    {
        record.SweepRows.Insert(
            0,
            new SweepRow(
                id,
                name,
                "grid",
                "validation.eer",
                "minimize",
                $"name: {name}\nmethod: grid\nparameters:\n  margin: {{values: [1, 2]}}\n",
                state,
                Start,
                null));
        for (int trial = 0; trial < trials; trial++)
        {
            double margin = trial % 2 == 0 ? 1 : 2,
                rate = trial < 2 ? 5e-4 : 1e-3;
            record.TrialRows.Add(
                new TrialRow(
                    id,
                    trial,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $$"""{"loss":"contrastive","margin":{{margin}},"learning_rate":{{rate}},"batch_size":"""
                        + $$"""32,"epochs":20,"optimizer":"adam","mining":"random"}"""
                    )));
            for (int replicate = 0; replicate < replicates; replicate++)
            {
                AddRun(
                    record,
                    new RunId(id, trial, replicate, 0),
                    margin,
                    ((trial + replicate) % 4) switch
                    {
                        0 => RunState.Finished,
                        1 => RunState.Running,
                        2 => RunState.Pruned,
                        _ => RunState.Failed,
                    });
            }
        }
    }

    public static void AddRun(FakeRecord record, RunId run, double margin, RunState state)
    {
        int epochs = state == RunState.Finished ? 20
            : state == RunState.Failed ? 0
            : 9,
            steps = epochs * 12;
        record.RunRows.Add(
            new RunRow(
                run,
                state,
                1,
                "cpu",
                "worker-1",
                2,
                4711 + run.Trial,
                epochs,
                steps,
                Start,
                Start.AddSeconds(5),
                state == RunState.Running ? null : Start.AddMinutes(3),
                state switch
                {
                    RunState.Pruned => "validation.eer 0.31 at epoch 9 is not among the best third of 6 runs.",
                    RunState.Failed => "The loss of step 1 is not a number.",
                    _ => null,
                })
            {
                TrainingPeople = 15,
                TrainingImages = 150,
            });
        record.LossRows[run] = Enumerable
            .Range(1, steps)
            .Select(s => new LossPoint(
                s,
                (margin * margin / 4 * Math.Exp(-s / 90.0)) + (0.06 * (1 + Math.Sin(s * 12.9898 + run.Trial))) + 0.02))
            .ToList();
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            double eer = 0.08 + (0.3 * Math.Exp(-epoch / 6.0)) + (0.01 * Math.Sin(epoch + run.Trial + run.Replicate)) + (run.Trial * 0.01);
            foreach ((string metric, double value) in new[]
                {
                    ("validation.eer", eer),
                    ("test.eer", eer + 0.02),
                    ("validation.auc", 1 - eer),
                    ("test.auc", 0.985 - eer),
                    ("test.accuracy", 1 - eer),
                    ("train.loss", eer),
                })
            {
                record.EvaluationRows.Add(new EvaluationRow(run, epoch, metric, value));
            }
        }

        foreach ((string method, double eer) in new[] { ("pixels", 0.148), ("untrained", 0.361) })
        {
            record.BaselineRows.Add(new BaselineRow(run.SweepId, run.Trial, run.Replicate, run.Fold, method, "test.eer", eer));
            record.BaselineRows.Add(new BaselineRow(run.SweepId, run.Trial, run.Replicate, run.Fold, method, "test.auc", 1 - eer));
        }

        AddEvent(record, run, "run_started", """{"attempt":1,"device":"cpu","silo":"worker-1","threads":2}""");
        if (epochs > 0)
        {
            record.Scores[run] = ScoresOf(run, epochs);
            record.EmbeddingRows.AddRange(Embeddings(run, epochs));
            record.CheckpointRows.Add(
                new CheckpointRow(
                    run,
                    epochs,
                    CheckpointKind.Best,
                    $"checkpoints/{run.SweepId}/{run}/best.safetensors",
                    162_400_000,
                    new string('a', 60) + "0123"));
        }

        if (state == RunState.Pruned)
        {
            AddEvent(
                record,
                run,
                "prune_decision",
                """{"epoch":9,"value":0.3104,"rank":5,"of":6,"reason":"validation.eer 0.31 at epoch 9 is not among the best third of 6 """
                    + """runs."}"""
            );
        }
    }

    /// <summary>A run that trained as it did without learning anything, and was told so.</summary>
    public static void Alarm(FakeRecord record, RunId run, RunAlarm alarm)
    {
        for (int i = 0; i < record.EvaluationRows.Count; i++)
        {
            EvaluationRow row = record.EvaluationRows[i];
            if (row.RunId == run && row.Metric != "train.loss")
            {
                record.EvaluationRows[i] = row with { Value = 0.5 };
            }
        }

        AddEvent(
            record,
            run,
            alarm.Name(),
            """{"epoch":5,"train_loss":0.25,"chance_floor":0.25,"spread":0.0001,"effective_rank":1.004,"validation_auc":0.5}"""
        );
    }

    private static DissimilaritySet ScoresOf(RunId run, int epoch)
    {
        List<string> images = Images().ToList();
        List<DissimilarityRow> pairs = [];
        for (int i = 0; i < images.Count; i++)
        {
            for (int j = i + 1; j < images.Count; j++)
            {
                bool different = i / 10 != j / 10;
                double spread = 0.5 + (0.5 * Math.Sin((i * 37.7) + (j * 11.3) + run.Trial));
                pairs.Add(new DissimilarityRow(images[i], images[j], different, different ? 0.7 + (1.6 * spread) : 0.1 + (1.0 * spread)));
            }
        }

        return new DissimilaritySet(run, epoch, EvaluationSplit.Test, 0.95, false, pairs);
    }

    private static IEnumerable<EmbeddingRow> Embeddings(RunId run, int epoch) =>
        Images()
            .Select(
                (image, n) =>
                    new EmbeddingRow(
                        run,
                        epoch,
                        image,
                        [
                            (float)(Math.Cos(n / 10 * 2.1) + (0.25 * Math.Sin(n * 7.1))),
                            (float)(Math.Sin(n / 10 * 2.1) + (0.25 * Math.Cos(n * 5.3))),
                            0.1f * n % 1,
                            0.2f,
                            0,
                        ]));

    private static IEnumerable<string> Images() => Enumerable.Range(0, 30).Select(i => $"testing/p{(i / 10) + 1}/{(i % 10) + 1}.pgm");

    private static void AddEvent(FakeRecord record, RunId run, string kind, string detail) =>
        record.EventRows.Add(
            new EventRow(record.EventRows.Count + 1, Start.AddSeconds(record.EventRows.Count), run.SweepId, run, kind, detail));
}
