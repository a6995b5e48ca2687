using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Model;

/// <summary>Checkpoints to verify with.</summary>
public sealed record VerifyModel(IReadOnlyList<VerifyChoice> Choices)
{
    /// <summary>Most that are offered.</summary>
    public const int Most = 200;

    /// <summary>Reads the best checkpoints of all sweeps, newest sweep first and in it the best run first.</summary>
    /// <param name="reader">The record.</param>
    /// <param name="asked">A run whose checkpoint is offered however many newer ones there are.</param>
    public static VerifyModel Read(IRecordReader reader, RunId? asked = null)
    {
        List<VerifyChoice> choices = reader.Sweeps().SelectMany(sweep => Of(reader, sweep)).Take(Most).ToList();
        if (asked is RunId run && choices.All(c => c.File.RunId != run) && reader.Sweep(run.SweepId) is SweepRow its)
        {
            choices.AddRange(Of(reader, its).Where(c => c.File.RunId == run));
        }

        return new VerifyModel(choices);
    }

    private static IEnumerable<VerifyChoice> Of(IRecordReader reader, SweepRow sweep)
    {
        List<CheckpointRow> files = reader.Checkpoints(sweep.SweepId)
            .Where(c => c.Kind == CheckpointKind.Best)
            .GroupBy(c => c.RunId)
            .Select(files => files.MaxBy(f => f.Epoch)!)
            .ToList();
        IReadOnlyDictionary<RunId, double> values = reader.EvaluationsAt(
            sweep.SweepId,
            sweep.Metric,
            files.ToDictionary(f => f.RunId, f => f.Epoch));
        MetricSpec metric = sweep.Objective;
        return files.Select(file => new VerifyChoice(
                sweep,
                file,
                values.TryGetValue(file.RunId, out double value) && double.IsFinite(value) ? value : null))
            .OrderBy(c => c.Value is double value ? metric.Cost(value) : double.PositiveInfinity);
    }
}

/// <summary>A checkpoint to choose.</summary>
/// <param name="Sweep">Whose it is.</param>
/// <param name="File">The weights.</param>
/// <param name="Value">Of the sweep's metric at their epoch; null without one.</param>
public sealed record VerifyChoice(SweepRow Sweep, CheckpointRow File, double? Value)
{
    /// <summary>In the list.</summary>
    public string Label =>
        $"{Sweep.Name}, run {RunsTable.ShortName(File.RunId)}, epoch "
        + $"{File.Epoch}{(Value is null ? "" : $", {Sweep.Metric} {Format.Metric(Value)}")}";
}

/// <summary>Position of a dissimilarity among the test pairs of the checkpoint's run.</summary>
/// <param name="SameAbove">Share of same pairs at least as unlike.</param>
/// <param name="DifferentBelow">Share of different pairs at least as alike.</param>
/// <param name="Accuracy">Mean of the shares of same and of different pairs that its threshold judges right; ½ is a coin's.</param>
public sealed record Likeness(double SameAbove, double DifferentBelow, double Accuracy)
{
    /// <summary>From here on a verdict is taken for what it says: below it the run is hardly better than a coin.</summary>
    private const double Useful = 0.6;

    /// <summary>Places it; null without both kinds of pairs.</summary>
    public static Likeness? Of(double dissimilarity, DissimilaritySet? scores)
    {
        List<double> same = scores?.Pairs.Where(p => !p.Different).Select(p => p.Dissimilarity).ToList() ?? [];
        List<double> different = scores?.Pairs.Where(p => p.Different).Select(p => p.Dissimilarity).ToList() ?? [];
        return same.Count == 0 || different.Count == 0
            ? null
            : new Likeness(
                Share(same, d => d >= dissimilarity),
                Share(different, d => d <= dissimilarity),
                (Share(same, d => d <= scores!.Threshold) + Share(different, d => d > scores!.Threshold)) / 2);
    }

    /// <summary>In a sentence.</summary>
    public string Sentence =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"In this run's test set, {SameAbove * 100:0.#} % of same-person pairs are at least this dissimilar, and "
                + $"{DifferentBelow * 100:0.#} % of different-person pairs at least this similar."
        );

    /// <summary>Why the verdict should not be believed; null where nothing speaks against it.</summary>
    public string? Doubt =>
        Accuracy >= Useful
            ? null
            : string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"This checkpoint judges {Accuracy * 100:0} % of its test pairs right, with same-person and "
                    + $"different-person pairs weighted equally; chance level is 50 %. Do not rely on its verdict."
            );

    private static double Share(List<double> values, Func<double, bool> counts) => (double)values.Count(counts) / values.Count;
}
