using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Model;

/// <summary>Checkpoints to verify with.</summary>
public sealed record VerifyModel(IReadOnlyList<VerifyChoice> Choices)
{
    /// <summary>Most that are offered.</summary>
    public const int Most = 200;

    /// <summary>Reads the best checkpoints of all sweeps, newest sweep first.</summary>
    public static VerifyModel Read(IRecordReader reader) => new(reader.Sweeps()
        .SelectMany(s => reader.Checkpoints(s.SweepId).Where(c => c.Kind == CheckpointKind.Best).Select(c => new VerifyChoice(s.Name, c)))
        .Take(Most).ToList());
}

/// <summary>A checkpoint to choose.</summary>
public sealed record VerifyChoice(string Sweep, CheckpointRow File)
{
    /// <summary>In the list.</summary>
    public string Label => $"{Sweep}, run {RunsTable.ShortName(File.RunId)}, epoch {File.Epoch}";
}

/// <summary>Where a dissimilarity lies among the test pairs of its checkpoint's run.</summary>
/// <param name="SameAbove">Share of same pairs at least as unlike.</param>
/// <param name="DifferentBelow">Share of different pairs at least as alike.</param>
public sealed record Likeness(double SameAbove, double DifferentBelow)
{
    /// <summary>Places it; null without both kinds of pairs.</summary>
    public static Likeness? Of(double dissimilarity, DissimilaritySet? scores)
    {
        List<double> same = scores?.Pairs.Where(p => !p.Different).Select(p => p.Dissimilarity).ToList() ?? [];
        List<double> different = scores?.Pairs.Where(p => p.Different).Select(p => p.Dissimilarity).ToList() ?? [];
        return same.Count == 0 || different.Count == 0
            ? null
            : new Likeness((double)same.Count(d => d >= dissimilarity) / same.Count, (double)different.Count(d => d <= dissimilarity) / different.Count);
    }

    /// <summary>In a sentence.</summary>
    public string Sentence => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"Of the run's test pairs, {SameAbove * 100:0.#} % of those of one person are at least this unlike, and {DifferentBelow * 100:0.#} % of those of two people at least this alike.");
}
