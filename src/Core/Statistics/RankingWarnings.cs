using System.Globalization;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Statistics;

/// <summary>Warnings about a ranking, the most important first.</summary>
internal static class RankingWarnings
{
    public static IReadOnlyList<string> For(RankingInput input, IReadOnlyList<RankedTrial> trials)
    {
        List<string> warnings = [];
        string metric = input.Metric.Name;
        if (trials is [{ Rank: 1 } best, ..])
        {
            if (best.Alarm is { } alarm)
            {
                int alarmed = best.Runs.Count(r => r.Alarm == alarm);
                string verb = alarm == RunAlarm.Collapsed ? "" : alarmed == 1 ? "is " : "are ";
                warnings.Add($"{alarmed} of the best trial's {Count(best.Runs.Count, "run")} {verb}{alarm.Words()}.");
            }

            foreach ((string method, double value) in Unbeaten(input, best, metric, best.Value))
            {
                warnings.Add(
                    $"The best trial ({metric} {Number(best.Value)}) does no better than {Baseline.Named(method).Phrase} ({Number(value)} "
                        + $"on the same pairs): training has brought no measurable gain."
                );
            }

            // Chosen by validation people, but what counts in the end is people it was not chosen by.
            MetricName name = MetricName.Parse(metric);
            string onTest = name.On(MetricSplit.Test).ToString();
            if (name.Split == MetricSplit.Validation && best.Test.TryGetValue(onTest, out double reported))
            {
                foreach ((string method, double value) in Unbeaten(input, best, onTest, reported))
                {
                    warnings.Add(
                        $"On the test people the best trial ({onTest} {Number(reported)}) does no better than "
                            + $"{Baseline.Named(method).Phrase} ({Number(value)} on the same pairs)."
                    );
                }
            }

            if (name.IsTest)
            {
                warnings.Add(
                    $"Trials are selected by {metric}, so the best trial's test figures are optimistic for new people; "
                        + $"select by validation.* instead."
                );
            }

            if (
                name.Measure == MeasureCatalog.Loss
                && trials.Select(t => (t.Configuration.Loss, t.Configuration.Margin, t.Configuration.Scale, t.Configuration.LabelSmoothing))
                    .Distinct().Count() > 1)
            {
                warnings.Add(
                    $"{metric} is not comparable across losses and their parameters; select by validation.eer or validation.auc instead.");
            }

            if (trials.All(t => t.Runs.Count <= 1))
            {
                warnings.Add(
                    "Each trial has only one run, so the ranking reflects luck as much as configuration (on the ORL faces the seed alone "
                        + "moves the test AUC between 0.86 and 0.998). Set siamese.replicates or siamese.folds."
                );
            }
            else if (best.Runs.Count(r => double.IsFinite(r.Value)) is var valued && valued < best.Runs.Count)
            {
                warnings.Add($"The best trial's value rests on {valued} of its {best.Runs.Count} runs.");
            }

            int tied = trials.Count(t => t.TiedWithBest);
            if (tied > 0)
            {
                warnings.Add(
                    $"{Count(tied, "other trial")} {(tied == 1 ? "is" : "are")} statistically indistinguishable from the best (95 %).");
            }
        }

        int failed = trials.Count(t => t.Rank is null && t.Runs.Any(r => r.State == RunState.Failed));
        if (failed > 0)
        {
            warnings.Add(
                $"{Count(failed, "trial")} with failed runs {(failed == 1 ? "is" : "are")} ranked last, regardless of "
                    + $"{(failed == 1 ? "its" : "their")} other runs."
            );
        }

        warnings.AddRange(
            input.Impossible.OrderBy(i => i.Method, StringComparer.Ordinal).ThenBy(i => i.Reason, StringComparer.Ordinal)
                .Select(i => $"The baseline {i.Method} cannot be made of all runs' training people: {i.Reason}"));
        return warnings;
    }

    /// <summary>Baselines on the best trial's own pairs, where they are on record, that are at least as good as it.</summary>
    private static IEnumerable<(string Method, double Value)> Unbeaten(RankingInput input, RankedTrial best, string metric, double reached)
    {
        HashSet<RunId> own = [.. best.Runs.Select(r => r.Run)];
        foreach (
            IGrouping<string, BaselineEvidence> group in input.Baselines.GroupBy(b => b.Method).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            List<BaselineEvidence> mine = [.. group.Where(b => own.Contains(b.Run))];
            double value = (mine.Count > 0 ? mine : [.. group]).Average(b => b.Metrics.GetValueOrDefault(metric, double.NaN));
            if (double.IsFinite(value) && !input.Metric.IsBetter(reached, value))
            {
                yield return (group.Key, value);
            }
        }
    }

    private static string Count(int count, string noun) =>
        count == 1 ? $"1 {noun}" : string.Create(CultureInfo.InvariantCulture, $"{count} {noun}s");

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
