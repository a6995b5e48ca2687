namespace SiameseSweep.Core;

/// <summary>Finds what a misspelt name was meant to be.</summary>
public static class NearestName
{
    /// <summary>
    /// The candidate with the fewest edits (a swap of neighbours counts as one), else one that it begins or that begins it; null
    /// when nothing is near enough to be meant.
    /// </summary>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        string wanted = name.ToLowerInvariant();
        (string Name, int Distance)[] near =
            [.. candidates.Select(c => (c, Distance(wanted, c.ToLowerInvariant()))).OrderBy(c => c.Item2)];
        return near.Length > 0 && near[0].Distance <= Math.Max(2, Math.Min(wanted.Length, near[0].Name.Length) / 2)
            ? near[0].Name
            : near.FirstOrDefault(c => Begins(wanted, c.Name) || Begins(c.Name, wanted)).Name;
    }

    /// <summary>
    /// <c> Did you mean 'x'?</c> with the nearest candidate, or <c> Valid are: …</c> when none is near. Starts with a blank.
    /// </summary>
    public static string Hint(string name, IReadOnlyCollection<string> candidates) =>
        Of(name, candidates) is { } near ? $" Did you mean '{near}'?" : $" Valid are: {string.Join(", ", candidates)}.";

    // 'max' for 'maximize', 'minimum' for 'min': far in edits, plain in meaning.
    private static bool Begins(string longer, string shorter) =>
        shorter.Length >= 3 && longer.StartsWith(shorter, StringComparison.OrdinalIgnoreCase);

    // Optimal string alignment over three rows.
    private static int Distance(string a, string b)
    {
        if (a.Length > 100 || b.Length > 100)
        {
            return int.MaxValue;
        }

        int[] before = new int[b.Length + 1];
        int[] last = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int[] row = new int[b.Length + 1];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1] + 1, last[j] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last) = (last, row);
        }

        return last[b.Length];
    }
}
