using System.Globalization;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Samplers;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Plans;

/// <summary>Plan of a sweep, from its file alone, for <c>check</c>.</summary>
/// <param name="Trials">Trials it proposes; null: until stopped.</param>
/// <param name="TrialsAreExact">False for grids too large to be walked: duplicates and impossible combinations are then still
/// counted.</param>
/// <param name="RunsPerTrial">Replicates × folds.</param>
/// <param name="Runs">Runs in all, when nothing is stopped early; null: until stopped.</param>
/// <param name="StepsPerRun">Optimizer steps of an average run; null when the number of training images is not known from the file.</param>
/// <param name="Parameters">What each parameter draws.</param>
/// <param name="Warnings">Sentences about the plan, beside those of the file.</param>
public sealed record SweepPlan(
    double? Trials, bool TrialsAreExact, int RunsPerTrial, double? Runs, double? StepsPerRun,
    IReadOnlyList<ParameterPlan> Parameters, IReadOnlyList<string> Warnings)
{
    /// <summary>
    /// The work of an average run (<see cref="TrainingWork"/>); null when the file does not tell the number of training images.
    /// </summary>
    public double? WorkPerRun { get; init; }

    /// <summary>Runs that train the winner again, counted in <see cref="Runs"/>.</summary>
    public int RefitRuns { get; init; }

    /// <summary>Bytes of an average checkpoint, nearly.</summary>
    public double BytesPerCheckpoint { get; init; }

    private const double ManyRuns = 1000;

    /// <summary>The plan of a sweep.</summary>
    public static SweepPlan For(SweepDefinition definition)
    {
        SearchSpace space = definition.Space;
        PlannedRuns planned = PlannedRuns.Of(definition);
        DrawStatistics draws = DrawStatistics.Of(space);
        RunConfiguration[] some = Draw(space);
        double? images = some.Length == 0 ? null : TrainingImages(definition.Siamese);
        double Steps(RunConfiguration c) => Math.Ceiling(images!.Value / c.BatchSize) * c.Epochs;
        return new SweepPlan(
            planned.Trials, planned.TrialsAreExact, planned.RunsPerTrial, planned.Runs, images is null ? null : some.Average(Steps),
            [.. space.Parameters.Select(p => ParameterPlan.Of(p, draws.Draws[p.Name], draws.Working))],
            [.. Warn(definition, planned)])
        {
            WorkPerRun = images is null ? null : some.Average(c => TrainingWork.Of(c, Steps(c))),
            RefitRuns = planned.RefitRuns,
            BytesPerCheckpoint = some.Select(TrainingWork.CheckpointBytes).DefaultIfEmpty(0).Average(),
        };
    }

    private static IEnumerable<string> Warn(SweepDefinition definition, PlannedRuns planned)
    {
        bool exhaustive = SamplerRegistry.For(definition.Method).IsExhaustive;
        if (planned.Runs >= ManyRuns)
        {
            string what = exhaustive ? "The grid" : "The sweep";
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{what} has {planned.Trials:N0} trials and so {planned.Runs:N0} runs. "
                    + $"If that is more than you can wait for, set run_cap, list fewer values, or use 'method: random'."
            );
        }

        if (!exhaustive && definition.RunCap is null)
        {
            yield return "There is no run_cap: the sweep runs until it is stopped.";
        }

        if (planned.RunsPerTrial == 1 && planned.Trials is not 1)
        {
            yield return "Each trial has only one run, so the ranking reflects luck as much as configuration (on the ORL faces the seed "
                + "alone moves the test AUC between 0.86 and 0.998). Set siamese.replicates or siamese.folds.";
        }

        if (MetricName.Parse(definition.Metric.Name).IsTest)
        {
            yield return $"Trials are chosen by {definition.Metric.Name}: the best trial's test figures will be "
                + $"optimistic, because the test people are part of the choice.";
        }
    }

    private static RunConfiguration[] Draw(SearchSpace space)
    {
        KeyedRandom random = KeyedRandom.For(1, RandomUse.Preview);
        return
        [
            .. Enumerable.Range(0, 500)
                .Select(_ => space.Configure([.. space.Axes.Select(a => a.Distribution.Quantile(random.NextDouble()))]))
                .OfType<RunConfiguration>(),
        ];
    }

    private static double? TrainingImages(SiameseOptions options)
    {
        if (options.Dataset.KnownPeople is not { } people)
        {
            return null;
        }

        int all = people.Training + people.Test;
        double tested = options.Folds > 1 ? (double)all / options.Folds : people.Test;
        return (all - tested - options.ValidationIdentities) * people.ImagesEach;
    }
}
