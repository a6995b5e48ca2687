using System.Text.Json;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Silo.Documents;

/// <summary>A run in a ranking; alarm is <c>collapsed</c>, <c>at_chance</c> or null.</summary>
internal sealed record RankedRunDocument(string RunId, string State, int? Epoch, double Value, string? Alarm);

/// <summary>A trial in a ranking; value, low and high are null where there is none. Its alarm is that of one of its runs.</summary>
internal sealed record RankedTrialDocument(
    int? Rank, int Trial, double Value, double Low, double High, bool TiedWithBest, JsonElement Parameters,
    IReadOnlyList<RankedRunDocument> Runs, IReadOnlyDictionary<string, double> Test, string? Alarm);

/// <summary>A baseline in a ranking.</summary>
internal sealed record RankedBaselineDocument(string Method, double Value, IReadOnlyDictionary<string, double> Test);

/// <summary>
/// The winner trained again on training and validation people, judged by the test people alone; value, low and high are null where there
/// is none, and best run and checkpoint before all its runs have ended.
/// </summary>
internal sealed record RefitDocument(
    int Trial, int Winner, string Metric, double Value, double Low, double High, double Threshold, JsonElement Parameters,
    IReadOnlyList<RankedRunDocument> Runs, IReadOnlyDictionary<string, double> Test, string? BestRun, CheckpointDocument? Checkpoint);

/// <summary>
/// A sweep's ranking, its best run and where that run's checkpoint lies (relative to DATADIR), which parameters matter, where they
/// fail, and how many runs failed for another reason than their own numbers.
/// </summary>
internal sealed record RankingDocument(
    string SweepId, string State, string Metric, string Goal, IReadOnlyList<RankedTrialDocument> Trials,
    IReadOnlyList<RankedBaselineDocument> Baselines, string? BestRun, CheckpointDocument? Checkpoint, IReadOnlyList<string> Warnings,
    ParameterImportances? Importance, IReadOnlyList<ParameterFailures> Failures, int BrokenRuns, RefitDocument? Refit)
{
    /// <summary>Returns the run whose checkpoint stands for the sweep, and the checkpoint.</summary>
    /// <param name="swept">Whether a refit is left out.</param>
    public (string? Run, CheckpointDocument? Checkpoint) Chosen(bool swept = false) =>
        Refit is { BestRun: { } refitted } && !swept ? (refitted, Refit.Checkpoint) : (BestRun, Checkpoint);

    public static RankingDocument From(IRecordReader record, IRankings rankings, SweepRow sweep)
    {
        Ranking ranking = rankings.Of(sweep.SweepId);
        Dictionary<int, string> parameters = record.Trials(sweep.SweepId).ToDictionary(t => t.Trial, t => t.Parameters);
        // null: an older build's text, which this one refuses
        SearchSpace? space = SweepFile.Parse(sweep.SpecYaml, sweep.Name).Definition?.Space;
        return new RankingDocument(
            sweep.SweepId, sweep.State.Name(), sweep.Metric, sweep.Goal,
            [.. ranking.Trials.Select(t => From(t, parameters[t.Trial]))],
            [.. ranking.Baselines.Select(b => new RankedBaselineDocument(b.Method, b.Value, b.Test))],
            ranking.BestRun?.ToString(),
            Best(record, ranking.BestRun),
            ranking.Warnings,
            space is null ? null : ParameterImportances.Of(space, ranking),
            space is null ? [] : ParameterFailures.Of(space, ranking),
            Core.Store.BrokenRuns.Count(record, sweep.SweepId),
            ranking.Refit is { } refit ? From(record, refit, parameters[refit.Result.Trial]) : null);
    }

    private static CheckpointDocument? Best(IRecordReader record, RunId? run) =>
        run is { } best && record.Checkpoints(best).FirstOrDefault(c => c.Kind == CheckpointKind.Best) is { } row
            ? CheckpointDocument.From(row)
            : null;

    private static RefitDocument From(IRecordReader record, RankedRefit refit, string parameters) => new(
        refit.Result.Trial, refit.Terms.Winner, refit.Metric, refit.Result.Value, refit.Low, refit.High, refit.Terms.Threshold,
        JsonElement.Parse(parameters), [.. refit.Result.Runs.Select(From)], refit.Test, refit.BestRun?.ToString(),
        Best(record, refit.BestRun));

    private static RankedRunDocument From(RunResult run) =>
        new(run.Run.ToString(), run.State.Name(), run.BestEpoch, run.Value, run.Alarm?.Name());

    private static RankedTrialDocument From(RankedTrial trial, string parameters) =>
        new(
            trial.Rank,
            trial.Trial,
            trial.Value,
            trial.Low,
            trial.High,
            trial.TiedWithBest,
            JsonElement.Parse(parameters),
            [.. trial.Runs.Select(From)],
            trial.Test,
            trial.Alarm?.Name());
}
