using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Dashboard.Model;

/// <summary>A run's page, without its losses (they change much more often).</summary>
public sealed record RunPageModel(
    SweepRow Sweep, RunRow Row, IReadOnlyDictionary<string, string> Parameters, double? ChanceFloor,
    IReadOnlyList<EvaluationRow> Evaluations, IReadOnlyList<BaselineRow> Baselines, IReadOnlyList<CheckpointRow> Checkpoints,
    IReadOnlyList<EventRow> Events, DissimilaritySet? Scores, IReadOnlyList<EmbeddingRow> Embeddings, Annotation Said)
{
    /// <summary>Reads it; null when there is no such run.</summary>
    public static RunPageModel? Read(IRecordReader reader, RunId run)
    {
        if (reader.Run(run) is not RunRow row || reader.Sweep(run.SweepId) is not SweepRow sweep)
        {
            return null;
        }

        TrialRow? trial = reader.Trial(run.SweepId, run.Trial);
        string parameters = trial?.Parameters ?? "{}";
        RunConfiguration? configuration = TrialParameters.TryFromJson(parameters);
        DissimilaritySet? scores = reader.Dissimilarities(run, EvaluationSplit.Test);
        return new RunPageModel(
            sweep, row, ParameterText.Read(parameters), configuration?.ChanceFloor(row.TrainingPeople, row.TrainingImages),
            reader.Evaluations(run), reader.Baselines(run), reader.Checkpoints(run), reader.Events(run.SweepId, run),
            scores, reader.Embeddings(run), reader.Annotation(run))
        {
            Objective = sweep.ObjectiveOf(trial),
            Refit = trial?.Refit,
            TestChanceFloor =
                configuration is null || scores is null or { Pairs.Count: 0 }
                    ? null
                    : LossCatalog
                        .Of(configuration.Loss)
                        .EvaluationChanceFloor(
                            configuration.LossSettings,
                            scores.Pairs.Average(p => p.Different ? 1.0 : 0.0),
                            scores.Pairs.SelectMany(p => new[] { p.ImageA, p.ImageB }).Distinct().Count()),
        };
    }

    /// <summary>Metric that the run is judged by.</summary>
    public MetricSpec Objective { get; init; } = Sweep.Objective;

    /// <summary>Terms of its refit; null for a run of a trial that the search proposed.</summary>
    public RefitTerms? Refit { get; init; }

    /// <summary>The alarm that stands against it; null when there is none.</summary>
    public RunAlarm? Alarm { get; } = AlarmedRuns.Of(Events, Row.RunId);

    /// <summary>The <c>test.loss</c> of a network that knows nothing; null before the first scores, and for a loss that has none.</summary>
    public double? TestChanceFloor { get; init; }

    /// <summary>Said where a page would otherwise promise what comes after the first evaluated epoch.</summary>
    public const string Unevaluated = "This run ended before any epoch was evaluated.";

    /// <summary>Whether it ended without any evaluation, as a run does whose loss is no number from the start.</summary>
    public bool EndedUnevaluated => Row.State.IsFinal() && Evaluations.Count == 0;

    /// <summary>Epochs it is to train, those of an extended sweep included.</summary>
    public string EpochsAsked => Refit is null ? Sweep.EpochsOf(Parameters) : Parameters.GetValueOrDefault("epochs", Format.None);

    /// <summary>The best epoch; null when none has a finite value.</summary>
    public int? BestEpoch => Core.Results.BestEpoch.Of(Objective, Evaluations.Epochs(Objective.Name))?.Epoch;

    /// <summary>A metric at an epoch.</summary>
    public double? At(int? epoch, string metric) => Evaluations.FirstOrDefault(e => e.Epoch == epoch && e.Metric == metric)?.Value;

    /// <summary>A baseline's metric.</summary>
    public double? Baseline(string method, string metric) => Baselines.FirstOrDefault(b => b.Method == method && b.Metric == metric)?.Value;

    /// <summary>The best weights file, if there is one.</summary>
    public CheckpointRow? Best => Checkpoints.FirstOrDefault(c => c.Kind == CheckpointKind.Best);

    /// <summary>Training time so far, or in all.</summary>
    public TimeSpan? Time(DateTimeOffset now) => (Row.FinishedAt ?? (Row.State == RunState.Running ? now : null)) - Row.StartedAt;
}
