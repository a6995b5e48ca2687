using System.Text.Json;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Samplers;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.SweepFiles.Plans;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Core.Tests.Store;
using SiameseSweep.Core.Tests.Sweeps;
using SiameseSweep.TestKit;

namespace SiameseSweep.Core.Tests.Results;

/// <summary>Everyone who tells a trial's value, rank or best epoch tells the same, on random records.</summary>
public sealed class AgreementTests
{
    private const int Records = 60;

    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(0, Records).Select(seed => (ulong)seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task The_ranking_and_the_record_have_each_runs_best_epoch_and_alarm_as_the_contract_defines_it(ulong seed)
    {
        await using RecordHome home = new();
        RandomRecord record = await RandomRecord.Write(home.Store.Writer, seed);
        Dictionary<RunId, RunResult> ranked = new Rankings(home.Store.Reader)
            .Of(RandomRecord.Sweep)
            .Trials.SelectMany(t => t.Runs)
            .ToDictionary(r => r.Run);

        foreach (RandomRun run in record.Runs)
        {
            int? best = BestEpoch(record, run)?.Epoch;
            Assert.Equal(best, ranked[run.Run].BestEpoch);
            Assert.Equal(run.Alarm, ranked[run.Run].Alarm?.Name());
            Assert.Equal(
                best ?? run.Epochs.LastOrDefault()?.Epoch,
                home.Store.Reader.Dissimilarities(run.Run, EvaluationSplit.Test)?.Epoch);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Ranking_scheduler_and_search_have_each_trials_value_as_the_contract_defines_it(ulong seed)
    {
        await using RecordHome home = new();
        RandomRecord record = await RandomRecord.Write(home.Store.Writer, seed);
        Ranking ranking = new Rankings(home.Store.Reader).Of(RandomRecord.Sweep);
        SweepScheduler scheduler = home.Load(RandomRecord.Sweep);

        foreach (IGrouping<int, RandomRun> trial in record.Runs.GroupBy(r => r.Run.Trial))
        {
            double value = Value(record, trial);
            Assert.Equal(value, ranking.Trials.Single(t => t.Trial == trial.Key).Value, 12);
            Assert.Equal(value, scheduler.Trials[trial.Key].Value(record.Definition.Metric), 12);
        }

        AssertSearchKnows(record, scheduler, ranking);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Checkpoints_are_kept_of_the_ended_trials_that_the_ranking_has_first(ulong seed)
    {
        await using RecordHome home = new();
        RandomRecord record = await RandomRecord.Write(home.Store.Writer, seed);
        SweepScheduler scheduler = home.Load(RandomRecord.Sweep);
        int[] ended = [.. scheduler.Trials.Where(t => t.Ended).Select(t => t.Trial)];

        HashSet<int> kept = [.. ended.Except(ended.Reverse().SelectMany(scheduler.TrialsToForget))];

        Assert.Equal(
            new Rankings(home.Store.Reader)
                .Of(RandomRecord.Sweep)
                .Trials.Select(t => t.Trial)
                .Where(ended.Contains)
                .Take(record.Definition.Siamese.KeepCheckpoints)
                .Order(),
            kept.Order());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task The_target_is_reached_when_a_trial_that_ended_has_a_value_at_least_as_good(ulong seed)
    {
        await using RecordHome home = new();
        RandomRecord record = await RandomRecord.Write(home.Store.Writer, seed);
        SweepScheduler scheduler = home.Load(RandomRecord.Sweep);
        MetricSpec metric = record.Definition.Metric;

        bool reached = metric.Target is { } target && record.Runs.GroupBy(r => r.Run.Trial).Where(t => t.All(r => r.State.IsFinal()))
            .Any(t => Value(record, t) is var value && double.IsFinite(value) && metric.Cost(value) <= metric.Cost(target));

        Assert.Equal(!reached, scheduler.MayPropose);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task The_runs_planned_of_a_sweep_on_record_are_those_that_the_scheduler_goes_on_to(ulong seed)
    {
        await using RecordHome home = new();
        RandomRecord record = await RandomRecord.Write(home.Store.Writer, seed);
        SweepScheduler scheduler = home.Load(RandomRecord.Sweep);
        PlannedRuns planned = PlannedRuns.Of(record.Definition);

        Assert.Equal(
            scheduler.MayPropose ? (int)planned.Runs!.Value : record.Runs.Count,
            SweepForecast.Of(home.Store.Reader, home.Store.Reader.Sweep(RandomRecord.Sweep)!, DateTimeOffset.UnixEpoch).PlannedRuns);
    }

    [Theory]
    [InlineData("method: grid\nparameters: {margin: {values: [1, 2, 3, 4]}}", null)]
    [InlineData("method: grid\nrun_cap: 3\nparameters: {margin: {values: [1, 2, 3, 4]}}", null)]
    [InlineData("method: grid\nrun_cap: 3\nparameters: {margin: {values: [1, 2, 3, 4]}}", 100)]
    [InlineData(
        "method: grid\nparameters: {loss: {values: [softmax, triplet]}, margin: {values: [1, 2, 3]}}\nsiamese: {replicates: 2, folds: 3}",
        null
    )]
    [InlineData(
        "method: grid\nrun_cap: 900\nparameters: {loss: {values: [softmax, triplet]}, margin: {min: 1, max: 600}, "
            + "epochs: {min: 1, max: 100}}",
        null
    )]
    [InlineData("method: random\nrun_cap: 5\nparameters: {margin: {min: 0.5, max: 2.0}}\nsiamese: {replicates: 2}", null)]
    [InlineData("method: random\nrun_cap: 5\nparameters: {margin: {min: 0.5, max: 2.0}}", 8)]
    [InlineData("method: bayes\nrun_cap: 6\nparameters: {margin: {min: 0.5, max: 2.0}}\nsiamese: {folds: 2}", null)]
    public void The_runs_planned_from_a_file_are_those_that_the_scheduler_proposes(string yaml, int? extended)
    {
        SweepDefinition definition = Yaml.Accept(yaml);
        SweepScheduler scheduler = new("s", definition) { RunCap = extended ?? definition.RunCap, AskedForMore = extended is not null };
        int runs = 0;
        while (scheduler.MayPropose && scheduler.Propose() is { } trial)
        {
            runs += scheduler.Add(trial.Trial, trial.Configuration, trial.Runs.Select(r => r.Run)).Runs.Count;
        }

        Assert.Equal(
            (runs, true),
            ((int)PlannedRuns.Of(definition, extended).Runs!.Value, PlannedRuns.Of(definition, extended).TrialsAreExact));
    }

    // What a bayes proposal says it looked at: the numbers of ended trials, and a hash of their values.
    private static void AssertSearchKnows(RandomRecord record, SweepScheduler scheduler, Ranking ranking)
    {
        if (!scheduler.MayPropose)
        {
            return;
        }

        JsonElement explanation = JsonElement.Parse(scheduler.Propose()!.Explanation);
        TrialSnapshot[] ended =
        [
            .. record.Runs.GroupBy(r => r.Run.Trial).Where(t => t.All(r => r.State.IsFinal()))
                .Select(t => new TrialSnapshot(t.Key, new RunConfiguration(), ranking.Trials.Single(r => r.Trial == t.Key).Value, false)),
        ];
        Assert.Equal(ObservedTrials.Hash([.. ended.Select(ObservedTrials.Line)]), explanation.GetProperty("values_sha256").GetString());
    }

    /// <summary>
    /// CONTRACT §2, written once more as it reads: the best by the metric; among equals the higher validation.auc, then the later
    /// epoch.
    /// </summary>
    private static RandomEpoch? BestEpoch(RandomRecord record, RandomRun run) =>
        run.Epochs.Where(e => double.IsFinite(e.Value))
            .OrderBy(e => record.Definition.Metric.Cost(e.Value))
            .ThenByDescending(e => double.IsNaN(e.ValidationAuc) ? -1 : e.ValidationAuc)
            .ThenByDescending(e => e.Epoch)
            .FirstOrDefault();

    private static double Value(RandomRecord record, IEnumerable<RandomRun> runs)
    {
        RandomRun[] all = [.. runs];
        bool lost = all.Any(r =>
            r.State == RunState.Failed || r.Hopeless || (r.State.IsFinal() && r.Epochs.Count > 0 && BestEpoch(record, r) is null));
        double[] values = [.. all.Select(r => BestEpoch(record, r)).OfType<RandomEpoch>().Select(e => e.Value)];
        return lost || values.Length == 0 ? double.NaN : values.Average();
    }
}
