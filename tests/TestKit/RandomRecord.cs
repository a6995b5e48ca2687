using System.Globalization;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Samplers;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.TestKit;

/// <summary>An evaluated epoch of a <see cref="RandomRun"/>.</summary>
/// <param name="Epoch">Number from 1.</param>
/// <param name="Value">The sweep's metric; may be NaN or infinite.</param>
/// <param name="ValidationAuc">The metric <c>validation.auc</c>; may be NaN.</param>
public sealed record RandomEpoch(int Epoch, double Value, double ValidationAuc);

/// <summary>A run of a <see cref="RandomRecord"/>, as it was written.</summary>
/// <param name="Run">The run.</param>
/// <param name="State">Its state on record.</param>
/// <param name="Hopeless">Whether it ended itself because it collapsed or stayed at chance.</param>
/// <param name="Alarm">The kind of its last alarm event; null when there was none, or the run has recovered since.</param>
/// <param name="Epochs">Its evaluated epochs, in order.</param>
public sealed record RandomRun(RunId Run, RunState State, bool Hopeless, string? Alarm, IReadOnlyList<RandomEpoch> Epochs);

/// <summary>
/// Writes sweeps whose trials hold what the rules on values, ranks and best epochs differ about: epochs of equal value, NaN and
/// infinities, runs in every state, hopeless and alarmed runs, replicates, folds, extended sweeps. Keyed by its seed.
/// </summary>
public sealed class RandomRecord
{
    /// <summary>Id of the sweep.</summary>
    public const string Sweep = "random-0000";

    private const int StepsPerEpoch = 4;
    private static readonly string[] Metrics = ["validation.eer", "validation.auc", "test.accuracy", "train.loss"];
    private static readonly string[] Alarms = [EventKinds.Collapsed, EventKinds.AtChance];
    private readonly KeyedRandom _random;
    private readonly List<RandomRun> _runs = [];

    private RandomRecord(ulong seed) => _random = KeyedRandom.For(seed, RandomUse.Preview, 77);

    /// <summary>The sweep's definition.</summary>
    public required SweepDefinition Definition { get; init; }

    /// <summary>The sweep's runs, by trial, replicate and fold.</summary>
    public IReadOnlyList<RandomRun> Runs => _runs;

    /// <summary>Writes one sweep of up to seven trials.</summary>
    public static async Task<RandomRecord> Write(IRecordWriter record, ulong seed)
    {
        KeyedRandom random = KeyedRandom.For(seed, RandomUse.Preview, 78);
        string metric = Metrics[random.NextInt(Metrics.Length)];
        string goal = metric is "validation.auc" or "test.accuracy" ? "maximize" : "minimize";
        string target = random.NextInt(3) == 0 ? string.Create(CultureInfo.InvariantCulture, $", target: {Level(random)}") : "";
        string yaml = string.Create(CultureInfo.InvariantCulture, $$"""
            method: bayes
            metric: {name: {{metric}}, goal: {{goal}}{{target}} }
            run_cap: 40
            parameters: {margin: {min: 0.5, max: 2.0}, learning_rate: {distribution: log_uniform_values, min: 1e-5, max: 1e-2} }
            siamese: {epochs: 5, replicates: {{1 + random.NextInt(3)}}, folds: {{1
                + random.NextInt(2)}}, checkpoints: {keep: {{random.NextInt(4)}} } }

            """);
        RandomRecord written = new(seed)
        {
            Definition =
                SweepFile.Parse(yaml, "random.yaml").Definition
                ?? throw new InvalidOperationException($"The sweep file is refused:\n{yaml}"),
        };
        await record.CreateSweep(Sweep, written.Definition).ConfigureAwait(false);
        for (int trial = 0, trials = random.NextInt(8); trial < trials; trial++)
        {
            await written.Trial(record, trial).ConfigureAwait(false);
        }

        if (random.NextInt(3) == 0)
        {
            await record.ChangeSweep(new SweepChange(Sweep) { Epochs = 9 }).ConfigureAwait(false);
        }

        return written;
    }

    // Few levels, so that many epochs and trials are equal.
    private static double Level(KeyedRandom random) => (1 + random.NextInt(3)) / 10.0;

    private async Task Trial(IRecordWriter record, int trial)
    {
        SiameseOptions options = Definition.Siamese;
        RunId[] ids =
        [
            .. from replicate in Enumerable.Range(0, options.Replicates)
               from fold in Enumerable.Range(0, options.Folds)
               select new RunId(Sweep, trial, replicate, fold),
        ];
        RunConfiguration configuration = new RandomSampler().Propose(new SamplingContext(Definition, trial, []))!.Configuration;
        await record.AddTrial(new NewTrial(Sweep, trial, configuration, "{}", [.. ids.Select(id => (id, 7L))])).ConfigureAwait(false);
        bool ended = _random.NextInt(3) > 0;
        bool bad = _random.NextInt(4) == 0;
        foreach (RunId id in ids)
        {
            _runs.Add(await Run(record, id, ended, bad).ConfigureAwait(false));
        }
    }

    private async Task<RandomRun> Run(IRecordWriter record, RunId id, bool ended, bool bad)
    {
        RunState[] states = ended
            ? [
                RunState.Finished,
                RunState.Finished,
                RunState.Finished,
                RunState.Pruned,
                .. bad ? [RunState.Failed] : Array.Empty<RunState>(),
                RunState.Stopped,
            ]
            : Enum.GetValues<RunState>();
        RunState state = states[_random.NextInt(states.Length)];
        if (state == RunState.Queued)
        {
            return new RandomRun(id, state, false, null, []);
        }

        if (state == RunState.Pruned && _random.NextInt(3) == 0)
        {
            await record.SetRunState(id, [RunState.Queued], state, "Not started: the trial's first run was pruned.").ConfigureAwait(false);
            return new RandomRun(id, state, false, null, []);
        }

        int attempt = (await record.StartAttempt(new NewAttempt(id, "token", "cpu", "silo", 1)).ConfigureAwait(false))!.Value;
        List<RandomEpoch> epochs = Epochs(bad);
        bool hopeless = state == RunState.Pruned && bad;
        string? alarm = hopeless || _random.NextInt(6) == 0 ? Alarms[_random.NextInt(2)] : null;
        List<RunReport> reports =
        [
            new StartedReport("print", 0, StepsPerEpoch),
            new PairBookReport("validation", EvaluationSplit.Validation, ["a1", "a2", "b1"], ["a", "a", "b"]),
            new PairBookReport("test", EvaluationSplit.Test, ["c1", "c2", "d1"], ["c", "c", "d"]),
            .. epochs.Select(Report),
        ];
        if (alarm is not null)
        {
            reports.Add(new EventReport(alarm, """{"epoch":3}"""));
            if (!hopeless && _random.NextInt(3) == 0)
            {
                reports.Add(new EventReport(EventKinds.Recovered, """{"epoch":5}"""));
                alarm = null;
            }
        }

        if (state == RunState.Pruned && !hopeless)
        {
            reports.Add(new EventReport(EventKinds.PruneDecision, """{"band":3,"prune":true}"""));
        }

        if (state != RunState.Running)
        {
            reports.Add(
                new EndedReport(
                    state,
                    state == RunState.Finished ? null : "As drawn.",
                    epochs.Count,
                    epochs.Count * StepsPerEpoch,
                    Hopeless: hopeless));
        }

        await record.Apply(new ReportBatch(id, attempt, "token", 1, [.. reports])).ConfigureAwait(false);
        return new RandomRun(id, state, hopeless, alarm, epochs);
    }

    private List<RandomEpoch> Epochs(bool bad)
    {
        List<RandomEpoch> epochs = [];
        bool onlyNaN = bad && _random.NextInt(3) == 0;
        for (int epoch = 1, count = _random.NextInt(6); epoch <= count; epoch++)
        {
            double value =
                onlyNaN || _random.NextInt(6) == 0 ? double.NaN
                : bad && _random.NextInt(8) == 0 ? double.PositiveInfinity
                : Level(_random);
            double auc =
                Definition.Metric.Name == "validation.auc" ? value
                : _random.NextInt(4) == 0 ? double.NaN
                : 0.5 + Level(_random);
            epochs.Add(new RandomEpoch(epoch, value, auc));
        }

        return epochs;
    }

    private EvaluationReport Report(RandomEpoch epoch) =>
        new(
            epoch.Epoch,
            epoch.Epoch * StepsPerEpoch,
            new Dictionary<string, double>
            {
                [Definition.Metric.Name] = epoch.Value,
                ["validation.auc"] = epoch.ValidationAuc,
                ["test.eer"] = epoch.Epoch / 100.0,
            },
            1,
            false,
            new PairScores("validation", [0.1f, 1.1f, 1.2f]),
            new PairScores("test", [0.2f, 1.3f, 1.4f]));
}
