using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Model;

/// <summary>
/// The test pairs that several runs have all scored, judged anew at one stretch of every run's own threshold: runs of different
/// losses have dissimilarities on different scales, so a stretch of 1 is each run's calibrated threshold.
/// </summary>
public sealed class JointPairs
{
    private JointPairs(IReadOnlyList<JudgedRun> runs, IReadOnlyList<JudgedPair> pairs)
    {
        Runs = runs;
        Pairs = pairs;
    }

    /// <summary>Each run's threshold and errors.</summary>
    public IReadOnlyList<JudgedRun> Runs { get; }

    /// <summary>Pairs scored by all, in the first run's order.</summary>
    public IReadOnlyList<JudgedPair> Pairs { get; }

    /// <summary>Judges the pairs common to all sets.</summary>
    public static JointPairs Judge(IReadOnlyList<(string Name, DissimilaritySet Scores)> runs, double stretch)
    {
        if (runs.Count == 0)
        {
            return new JointPairs([], []);
        }

        List<Dictionary<(string, string), DissimilarityRow>> books = runs
            .Select(r => r.Scores.Pairs.GroupBy(p => (p.ImageA, p.ImageB)).ToDictionary(g => g.Key, g => g.First())).ToList();
        double[] thresholds = runs.Select(r => r.Scores.Threshold * stretch).ToArray();
        List<JudgedPair> pairs = [];
        foreach (((string, string) key, DissimilarityRow row) in books[0])
        {
            if (books.All(b => b.ContainsKey(key)))
            {
                pairs.Add(
                    new JudgedPair(
                        row.ImageA,
                        row.ImageB,
                        row.Different,
                        books.Select((b, i) => HardPair.Judge(b[key], thresholds[i])).ToList()));
            }
        }

        return new JointPairs(runs.Select((r, i) => Sum(r.Name, thresholds[i], pairs, i)).ToList(), pairs);
    }

    /// <summary>Returns the number of pairs that one run gets right and another wrong.</summary>
    public int RightAndWrong(int right, int wrong) => Pairs.Count(p => p.Verdicts[right].Right && !p.Verdicts[wrong].Right);

    /// <summary>Those pairs; the one that errs most first.</summary>
    public IReadOnlyList<JudgedPair> RightAndWrongPairs(int right, int wrong, int count) =>
        Pairs.Where(p => p.Verdicts[right].Right && !p.Verdicts[wrong].Right)
            .OrderByDescending(p => p.Verdicts[wrong].Error)
            .Take(count)
            .ToList();

    /// <summary>Pairs that a run gets wrong, the most wrong first.</summary>
    public IReadOnlyList<JudgedPair> Wrong(int run, int count) => Pairs
        .Where(p => !p.Verdicts[run].Right).OrderByDescending(p => p.Verdicts[run].Error).Take(count).ToList();

    /// <summary>Pairs on which the runs do not agree; those that fewest get right first.</summary>
    public IReadOnlyList<JudgedPair> Disagreements(int count) => Pairs
        .Where(p => p.Verdicts.Any(v => v.Right) && p.Verdicts.Any(v => !v.Right))
        .OrderBy(p => p.Verdicts.Count(v => v.Right)).Take(count).ToList();

    private static JudgedRun Sum(string name, double threshold, List<JudgedPair> pairs, int run)
    {
        int different = pairs.Count(p => p.Different), same = pairs.Count - different;
        double accepts = (double)pairs.Count(p => p.Different && !p.Verdicts[run].Right) / Math.Max(1, different);
        double rejects = (double)pairs.Count(p => !p.Different && !p.Verdicts[run].Right) / Math.Max(1, same);
        return new JudgedRun(name, threshold, accepts, rejects, 1 - ((accepts + rejects) / 2));
    }
}

/// <summary>A run at its threshold: both error rates, and the balanced accuracy that follows from them.</summary>
public sealed record JudgedRun(string Name, double Threshold, double FalseAccepts, double FalseRejects, double Accuracy);

/// <summary>A pair with every run's verdict.</summary>
public sealed record JudgedPair(string ImageA, string ImageB, bool Different, IReadOnlyList<HardPair> Verdicts);
