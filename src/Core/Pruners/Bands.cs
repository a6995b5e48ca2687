namespace SiameseSweep.Core.Pruners;

/// <summary>The epochs at which runs are judged, in rising order, each <c>eta</c> times the one before and rounded down.</summary>
internal static class Bands
{
    private const int Most = 100;

    /// <summary>Counts up: <paramref name="first"/>·eta^k.</summary>
    public static IReadOnlyList<int> From(int first, double eta)
    {
        List<int> bands = [];
        double band = first;
        for (int k = 0; k < Most && band < int.MaxValue; k++, band *= eta)
        {
            bands.Add((int)band);
        }

        return [.. bands.Distinct()];
    }

    /// <summary>Counts down: <paramref name="epochs"/>/eta^k for k = 1 to <paramref name="count"/>, as long as that is an epoch.</summary>
    public static IReadOnlyList<int> Below(int epochs, double count, double eta)
    {
        List<int> bands = [];
        double band = epochs;
        for (int k = 0; k < Math.Min(count, Most) && (band /= eta) >= 1; k++)
        {
            bands.Add((int)band);
        }

        return [.. bands.Distinct().Order()];
    }
}
