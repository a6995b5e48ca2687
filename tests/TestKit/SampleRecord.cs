using System.Globalization;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.TestKit;

/// <summary>Size of a generated record.</summary>
public sealed record SampleSize
{
    /// <summary>Sweeps; the last one is still running, the others are finished.</summary>
    public int Sweeps { get; init; } = 2;

    /// <summary>Trials a sweep.</summary>
    public int Trials { get; init; } = 6;

    /// <summary>Replicates a trial.</summary>
    public int Replicates { get; init; } = 2;

    /// <summary>Epochs a run.</summary>
    public int Epochs { get; init; } = 8;

    /// <summary>Steps an epoch.</summary>
    public int StepsPerEpoch { get; init; } = 10;

    /// <summary>People of the validation and of the test set.</summary>
    public int People { get; init; } = 3;

    /// <summary>Images a person.</summary>
    public int ImagesPerPerson { get; init; } = 4;

    /// <summary>Scores and embeddings are kept at every so many epochs (metrics at every one).</summary>
    public int ScoresEvery { get; init; } = 1;

    /// <summary>10,000 runs with 10 million loss points: a fifth of the runs ends early or has not ended.</summary>
    public static SampleSize Big { get; } = new()
    {
        Sweeps = 4, Trials = 1250, Replicates = 2, Epochs = 50, StepsPerEpoch = 25, ScoresEvery = 25,
    };
}

/// <summary>
/// Fills a record with made-up sweeps in every state through the real writer, for pages, benches and tests that need a record and
/// no training. Deterministic: the same size and seed give the same rows. No weights file exists behind its checkpoint rows.
/// </summary>
public sealed class SampleRecord(IRecordWriter record, SampleSize size, ulong seed = 1)
{
    private const int StepsABatch = 500;
    private readonly string[] _images = new string[size.People * size.ImagesPerPerson];
    private readonly string[] _people = new string[size.People * size.ImagesPerPerson];

    /// <summary>Id of the sweep with that number.</summary>
    public static string SweepId(int sweep) => string.Create(CultureInfo.InvariantCulture, $"sample-{sweep:x4}");

    /// <summary>Writes everything; returns the ids of the sweeps.</summary>
    public async Task<IReadOnlyList<string>> Write()
    {
        for (int i = 0; i < _images.Length; i++)
        {
            _people[i] = string.Create(CultureInfo.InvariantCulture, $"s{1 + (i / size.ImagesPerPerson)}");
            _images[i] = string.Create(CultureInfo.InvariantCulture, $"testing/{_people[i]}/{1 + (i % size.ImagesPerPerson)}.pgm");
        }

        List<string> ids = [];
        for (int sweep = 0; sweep < size.Sweeps; sweep++)
        {
            ids.Add(await Sweep(sweep).ConfigureAwait(false));
        }

        return ids;
    }

    /// <summary>
    /// The state that run number <paramref name="index"/> of a sweep ends in: mostly finished, a few of every other kind.
    /// </summary>
    public static RunState StateOf(int index, bool running) => (index % 12) switch
    {
        3 => RunState.Pruned,
        7 => RunState.Failed,
        9 when running => RunState.Running,
        10 when running => RunState.Queued,
        11 when running => RunState.Paused,
        11 => RunState.Stopped,
        _ => RunState.Finished,
    };

    private async Task<string> Sweep(int number)
    {
        string id = SweepId(number);
        bool running = number == size.Sweeps - 1;
        string yaml = string.Create(CultureInfo.InvariantCulture, $$"""
            name: sample-{{number}}
            method: {{(number % 2 == 0 ? "random" : "bayes")}}
            run_cap: {{size.Trials}}
            parameters:
              loss: {values: [contrastive, triplet, softmax, cosine]}
              margin: {min: 0.1, max: 3.0}
              learning_rate: {distribution: log_uniform_values, min: 1e-5, max: 1e-2}
              batch_size: {values: [16, 32, 64]}
            siamese: {epochs: {{size.Epochs}}, replicates: {{size.Replicates}}}

            """
        );
        SweepDefinition definition =
            SweepFile.Parse(yaml, "sample.yaml").Definition ?? throw new InvalidOperationException("The sample's sweep file is refused.");
        await record.CreateSweep(id, definition).ConfigureAwait(false);
        List<Task> runs = [];
        for (int trial = 0; trial < size.Trials; trial++)
        {
            NewTrial proposed = Trial(id, number, trial);
            await record.AddTrial(proposed).ConfigureAwait(false);
            for (int replicate = 0; replicate < size.Replicates; replicate++)
            {
                RunState end = StateOf((trial * size.Replicates) + replicate, running);
                if (end != RunState.Queued)
                {
                    runs.Add(Run(new RunId(id, trial, replicate, 0), proposed.Configuration, number, end));
                }
            }

            if (runs.Count >= 16)
            {
                await Task.WhenAll(runs).ConfigureAwait(false);
                runs.Clear();
            }
        }

        await Task.WhenAll(runs).ConfigureAwait(false);
        if (!running)
        {
            await record.SetSweepState(id, SweepState.Finished).ConfigureAwait(false);
        }

        return id;
    }

    private NewTrial Trial(string id, int sweep, int trial)
    {
        KeyedRandom random = KeyedRandom.For(seed, RandomUse.Proposal, sweep, trial);
        LossKind loss = (LossKind)random.NextInt(4);
        RunConfiguration configuration = new()
        {
            Loss = loss,
            Margin = loss switch
            {
                LossKind.Softmax => null,
                LossKind.Cosine => random.NextDouble(0.1, 0.9),
                _ => random.NextDouble(0.5, 3),
            },
            LearningRate = Math.Pow(10, random.NextDouble(-5, -2)),
            BatchSize = 16 << random.NextInt(3),
            Epochs = size.Epochs,
        };
        return new NewTrial(
            id,
            trial,
            configuration,
            """{"drawn":"at random"}""",
            [
                .. Enumerable.Range(0, size.Replicates)
                    .Select(replicate => (new RunId(id, trial, replicate, 0), (long)(trial * 1000) + replicate)),
            ]);
    }

    /// <summary>
    /// The amount a configuration learns, 0 to 1: most by its learning rate (best near 1e-3), less by its loss; the seed does the
    /// rest.
    /// </summary>
    private static double Skill(RunConfiguration configuration, KeyedRandom random)
    {
        double decades = Math.Log10(configuration.LearningRate) + 3;
        return Math.Clamp(
            0.95 - (0.12 * decades * decades) - (0.04 * (int)configuration.Loss) + (0.05 * random.NextGaussian()),
            0.02,
            0.98);
    }

    private async Task Run(RunId run, RunConfiguration configuration, int sweep, RunState end)
    {
        KeyedRandom random = KeyedRandom.For(seed, RandomUse.Preview, sweep, run.Trial, run.Replicate);
        string token = $"token-{run}";
        string device = string.Create(CultureInfo.InvariantCulture, $"cuda:{run.Trial % 2}");
        int attempt = await record.StartAttempt(new NewAttempt(run, token, device, "sample-silo", 2)).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"{run} is on record already.");
        int epochs = end switch
        {
            RunState.Finished => size.Epochs,
            RunState.Failed => 1,
            _ => Math.Max(1, size.Epochs / 2),
        };
        long sequence = 1;
        List<RunReport> reports =
        [
            new StartedReport("5a3b1e", 0, size.StepsPerEpoch, TrainingPeople: 32, TrainingImages: 320),
            new PairBookReport("book-validation", EvaluationSplit.Validation, _images, _people),
            new PairBookReport("book-test", EvaluationSplit.Test, _images, _people),
            new BaselineReport("pixels", Metrics(random, 0.3)),
            new BaselineReport("untrained", Metrics(random, 0.05)),
        ];
        List<float> losses = [];
        double skill = Skill(configuration, random);
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            double learned = skill * (1 - Math.Exp(-3.0 * epoch / size.Epochs));
            for (int step = 0; step < size.StepsPerEpoch; step++)
            {
                losses.Add((float)(2 * (1 - learned) * Math.Exp(0.1 * random.NextGaussian())));
            }

            if (losses.Count >= StepsABatch || epoch == epochs)
            {
                reports.Add(new LossReport((epoch * size.StepsPerEpoch) - losses.Count + 1, [.. losses]));
                losses.Clear();
            }

            bool scored = epoch % size.ScoresEvery == 0 || epoch == epochs;
            reports.Add(new EvaluationReport(
                epoch, epoch * size.StepsPerEpoch, Metrics(random, learned), 1, false,
                scored ? Scores("book-validation", random, learned) : null, scored ? Scores("book-test", random, learned) : null));
            if (scored)
            {
                reports.Add(new EmbeddingReport(epoch, _images, [.. _images.Select(_ => Vector(random))], Best: true));
                reports.Add(
                    new CheckpointReport(
                        epoch,
                        CheckpointKind.Best,
                        $"checkpoints/{run.SweepId}/{run}/best-{epoch}.safetensors",
                        161_000_000,
                        new string('0', 64)));
            }

            if (reports.Count >= 64)
            {
                await Send().ConfigureAwait(false);
            }
        }

        if (end == RunState.Pruned)
        {
            reports.Add(new EventReport(EventKinds.PruneDecision, $$"""{"band":{{epochs}},"value":0.4,"threshold":0.2,"prune":true}"""));
        }

        if (end == RunState.Failed)
        {
            reports.Add(new EventReport(EventKinds.NonFinite, $$"""{"step":{{epochs * size.StepsPerEpoch}}}"""));
        }

        if (end != RunState.Running)
        {
            string? reason = end switch
            {
                RunState.Finished => null,
                RunState.Pruned => $"Worse than two thirds of its peers at epoch {epochs}.",
                RunState.Failed => $"The loss of step {epochs * size.StepsPerEpoch} is not a number.",
                RunState.Paused => "The sweep was paused.",
                _ => "Stopped by the user.",
            };
            reports.Add(new EndedReport(end, reason, epochs, epochs * size.StepsPerEpoch));
        }

        await Send().ConfigureAwait(false);

        async Task Send()
        {
            ReportAck ack = await record.Apply(new ReportBatch(run, attempt, token, sequence, [.. reports])).ConfigureAwait(false);
            if (!ack.Accepted)
            {
                throw new InvalidOperationException($"The record refused reports of {run}.");
            }

            sequence += reports.Count;
            reports.Clear();
        }
    }

    private static Dictionary<string, double> Metrics(KeyedRandom random, double learned)
    {
        Dictionary<string, double> metrics = new() { ["train.loss"] = 2 * (1 - learned) };
        foreach (string split in (string[])["validation", "test"])
        {
            double eer = Math.Clamp((0.5 * (1 - learned)) + (0.02 * random.NextGaussian()), 0, 1);
            metrics[split + ".eer"] = eer;
            metrics[split + ".auc"] = Math.Clamp(1 - (eer * 1.1), 0, 1);
            metrics[split + ".accuracy"] = 1 - eer;
            metrics[split + ".far"] = eer;
            metrics[split + ".frr"] = eer;
            metrics[split + ".loss"] = 2 * (1 - learned);
        }

        return metrics;
    }

    private PairScores Scores(string book, KeyedRandom random, double learned)
    {
        List<float> scores = [];
        for (int a = 0; a < _images.Length; a++)
        {
            for (int b = a + 1; b < _images.Length; b++)
            {
                double centre = _people[a] == _people[b] ? 1 - (0.6 * learned) : 1 + (0.6 * learned);
                scores.Add((float)Math.Max(0, centre + (0.3 * random.NextGaussian())));
            }
        }

        return new PairScores(book, [.. scores]);
    }

    private static float[] Vector(KeyedRandom random) => [.. Enumerable.Range(0, 5).Select(_ => (float)random.NextGaussian())];
}
