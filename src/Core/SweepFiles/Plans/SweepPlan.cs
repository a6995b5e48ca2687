using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Samplers;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Plans;

/// <summary>What a sweep is going to do, told from its file alone: for <c>check</c>.</summary>
/// <param name="Trials">Trials it proposes; null: until stopped.</param>
/// <param name="TrialsAreExact">False for grids too large to be walked: duplicates and impossible combinations are then still counted.</param>
/// <param name="RunsPerTrial">Replicates × folds.</param>
/// <param name="Runs">Runs in all, when nothing is stopped early; null: until stopped.</param>
/// <param name="StepsPerRun">Optimizer steps of an average run; null when the number of training images is not known from the file.</param>
/// <param name="Parameters">What each parameter draws.</param>
/// <param name="Warnings">Sentences about the plan, beside those of the file.</param>
public sealed record SweepPlan(
    double? Trials, bool TrialsAreExact, int RunsPerTrial, double? Runs, double? StepsPerRun,
    IReadOnlyList<ParameterPlan> Parameters, IReadOnlyList<string> Warnings)
{
    /// <summary>The work of an average run (<see cref="TrainingWork"/>); null when the file does not tell the number of training images.</summary>
    public double? WorkPerRun { get; init; }

    /// <summary>Bytes of an average checkpoint, nearly.</summary>
    public double BytesPerCheckpoint { get; init; }

    private const int WalkedAtMost = 50_000;
    private const double ManyRuns = 1000;

    /// <summary>The plan of a sweep.</summary>
    public static SweepPlan For(SweepDefinition definition)
    {
        SearchSpace space = definition.Space;
        (double? trials, bool exact) = CountTrials(definition);
        int runsPerTrial = definition.Siamese.Replicates * definition.Siamese.Folds;
        DrawStatistics draws = DrawStatistics.Of(space);
        double? runs = trials * runsPerTrial;
        RunConfiguration[] some = Draw(space);
        double? images = some.Length == 0 ? null : TrainingImages(definition.Siamese);
        double Steps(RunConfiguration c) => Math.Ceiling(images!.Value / c.BatchSize) * c.Epochs;
        return new SweepPlan(
            trials, exact, runsPerTrial, runs, images is null ? null : some.Average(Steps),
            [.. space.Parameters.Select(p => ParameterPlan.Of(p, draws.Draws[p.Name], draws.Working))],
            [.. Warn(definition, trials, runs, runsPerTrial)])
        {
            WorkPerRun = images is null ? null : some.Average(c => TrainingWork.Of(c, Steps(c))),
            BytesPerCheckpoint = some.Select(TrainingWork.CheckpointBytes).DefaultIfEmpty(0).Average(),
        };
    }

    private static (double? Trials, bool Exact) CountTrials(SweepDefinition definition)
    {
        if (definition.Method != SweepMethod.Grid)
        {
            return (definition.RunCap, true);
        }

        double size = definition.Space.GridSize!.Value;
        int cap = definition.RunCap ?? int.MaxValue;
        int walked = Math.Min(cap, WalkedAtMost);
        return size <= WalkedAtMost || cap <= WalkedAtMost
            ? (size <= WalkedAtMost || cap <= 1000 ? GridEnumeration.Of(definition.Space).Count(walked) : Math.Min(size, cap), true)
            : (Math.Min(size, cap), false);
    }

    private static IEnumerable<string> Warn(SweepDefinition definition, double? trials, double? runs, int runsPerTrial)
    {
        if (runs >= ManyRuns)
        {
            string what = definition.Method == SweepMethod.Grid ? "The grid" : "The sweep";
            yield return FormattableString.Invariant($"{what} has {trials:N0} trials and so {runs:N0} runs. If that is more than you can wait for, set run_cap, list fewer values, or use 'method: random'.");
        }

        if (definition.Method != SweepMethod.Grid && definition.RunCap is null)
        {
            yield return "There is no run_cap: the sweep runs until it is stopped.";
        }

        if (runsPerTrial == 1 && trials is not 1)
        {
            yield return "Every trial is one run: a ranking of single runs ranks luck, since one configuration scores AUC 0.86 to 0.998 on ORL's test by its seed alone. Set siamese.replicates or siamese.folds.";
        }

        if (MetricNames.IsTest(definition.Metric.Name))
        {
            yield return $"Trials are chosen by {definition.Metric.Name}: the winner's test numbers will be flattered, because the test people took part in the choice.";
        }
    }

    private static RunConfiguration[] Draw(SearchSpace space)
    {
        KeyedRandom random = KeyedRandom.For(1, RandomUse.Preview);
        return
        [
            .. Enumerable.Range(0, 500).Select(_ => space.Configure([.. space.Axes.Select(a => a.Distribution.Quantile(random.NextDouble()))]))
                .OfType<RunConfiguration>(),
        ];
    }

    private static double? TrainingImages(SiameseOptions options)
    {
        (int people, int test, int images) = options.Dataset.Kind switch
        {
            DatasetKind.Orl => (40, 3, 10),
            DatasetKind.Synthetic => (options.Dataset.People, Math.Max(2, options.Dataset.People / 5), options.Dataset.Images),
            _ => (0, 0, 0),
        };
        double tested = options.Folds > 1 ? (double)people / options.Folds : test;
        return people == 0 ? null : (people - tested - options.ValidationIdentities) * images;
    }
}
