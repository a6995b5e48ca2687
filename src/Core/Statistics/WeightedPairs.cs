using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;

namespace SiameseSweep.Core.Statistics;

/// <summary>
/// Verification metrics of pairs whose people have weights, as <see cref="VerificationMetrics"/> defines them (with all weights 1
/// they are the same). Sorted once; each set of weights is one walk.
/// </summary>
internal sealed class WeightedPairs
{
    private static readonly Dictionary<Measure, Computation> Computations = new()
    {
        [MeasureCatalog.Auc] = (pairs, weights, sames, differents) => pairs.Auc(weights, sames, differents),
        [MeasureCatalog.Eer] = (pairs, weights, sames, differents) => pairs.Eer(weights, sames, differents),
        [MeasureCatalog.Accuracy] = (pairs, weights, sames, differents) =>
            pairs.At(weights, differents, sames) is var (far, frr) ? 1 - ((far + frr) / 2) : double.NaN,
        [MeasureCatalog.Far] = (pairs, weights, sames, differents) => pairs.At(weights, differents, sames).Far,
        [MeasureCatalog.Frr] = (pairs, weights, sames, differents) => pairs.At(weights, differents, sames).Frr,
    };

    private readonly float[] _values;
    private readonly int[] _first;
    private readonly int[] _second;
    private readonly double _threshold;
    private readonly bool _undefined;

    public WeightedPairs(ScoredPairs pairs, string[] people)
    {
        Dictionary<string, int> index = people.Select((person, i) => (person, i)).ToDictionary(p => p.person, p => p.i);
        int[] personOf = [.. pairs.People.Select(person => index[person])];
        int count = pairs.Dissimilarities.Count;
        (int First, int Second)[] sides = new (int, int)[count];
        int pair = 0;
        for (int a = 0; a < personOf.Length; a++)
        {
            for (int b = a + 1; b < personOf.Length; b++)
            {
                sides[pair++] = (personOf[a], personOf[b]);
            }
        }

        _values = [.. pairs.Dissimilarities];
        _undefined = _values.Any(float.IsNaN);
        Array.Sort(_values, sides);
        _first = [.. sides.Select(s => s.First)];
        _second = [.. sides.Select(s => s.Second)];
        _threshold = pairs.Threshold;
    }

    public double Compute(Measure measure, ReadOnlySpan<int> weights)
    {
        (double sames, double differents) = (0, 0);
        for (int i = 0; i < _values.Length; i++)
        {
            Add(i, weights, ref sames, ref differents);
        }

        if (_undefined || sames == 0 || differents == 0)
        {
            return double.NaN;
        }

        return Computations.TryGetValue(measure, out Computation? compute)
            ? compute(this, weights, sames, differents)
            : throw new ArgumentOutOfRangeException(nameof(measure), measure.Name, "It cannot be computed from pairs.");
    }

    private delegate double Computation(WeightedPairs pairs, ReadOnlySpan<int> weights, double sames, double differents);

    private double Auc(ReadOnlySpan<int> weights, double sames, double differents)
    {
        double ordered = 0, sameUpTo = 0;
        for (int i = 0; i < _values.Length;)
        {
            (double same, double different) = Ties(ref i, weights);
            ordered += different * (sameUpTo + (same / 2));
            sameUpTo += same;
        }

        return ordered / sames / differents;
    }

    private double Eer(ReadOnlySpan<int> weights, double sames, double differents)
    {
        double farBefore = 0, gapBefore = -1, sameUpTo = 0, differentUpTo = 0;
        for (int i = 0; i < _values.Length;)
        {
            (double same, double different) = Ties(ref i, weights);
            sameUpTo += same;
            differentUpTo += different;
            double far = differentUpTo / differents;
            double gap = far - ((sames - sameUpTo) / sames);
            if (gap >= 0)
            {
                return farBefore + (gapBefore / (gapBefore - gap) * (far - farBefore));
            }

            (farBefore, gapBefore) = (far, gap);
        }

        return double.NaN;
    }

    private (double Far, double Frr) At(ReadOnlySpan<int> weights, double differents, double sames)
    {
        (double same, double different) = (0, 0);
        for (int i = 0; i < _values.Length && _values[i] <= _threshold; i++)
        {
            Add(i, weights, ref same, ref different);
        }

        return double.IsNaN(_threshold) ? (double.NaN, double.NaN) : (different / differents, (sames - same) / sames);
    }

    private (double Same, double Different) Ties(ref int i, ReadOnlySpan<int> weights)
    {
        (double same, double different) = (0, 0);
        float value = _values[i];
        for (; i < _values.Length && _values[i] == value; i++)
        {
            Add(i, weights, ref same, ref different);
        }

        return (same, different);
    }

    private void Add(int i, ReadOnlySpan<int> weights, ref double same, ref double different)
    {
        int weight = weights[_first[i]];
        if (_first[i] == _second[i])
        {
            same += weight;
        }
        else
        {
            different += weight * weights[_second[i]];
        }
    }
}
