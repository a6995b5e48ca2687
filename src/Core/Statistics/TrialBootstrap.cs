using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Statistics;

/// <summary>A trial's value under resampled runs and people.</summary>
internal sealed class TrialBootstrap
{
    private const double Tail = 0.025;
    private readonly double[] _values;

    private TrialBootstrap(double[] values) => _values = values;

    /// <summary>Null when one run without people to draw says nothing about how sure its value is.</summary>
    public static TrialBootstrap? Compute(int trial, IReadOnlyList<RunResult> runs, Func<RunId, int, IdentityBootstrap?> scores)
    {
        IdentityBootstrap?[] identities = [.. runs.Select(run => scores(run.Run, run.BestEpoch!.Value))];
        bool withPeople = Array.TrueForAll(identities, i => i is not null);
        if (runs.Count < 2 && !withPeople)
        {
            return null;
        }

        KeyedRandom random = KeyedRandom.For(0, RandomUse.Bootstrap, trial);
        double[] values = new double[IdentityBootstrap.Draws];
        for (int draw = 0; draw < values.Length; draw++)
        {
            double sum = 0;
            for (int i = 0; i < runs.Count; i++)
            {
                int drawn = runs.Count == 1 ? 0 : random.NextInt(runs.Count);
                sum += withPeople ? identities[drawn]![draw] : runs[drawn].Value;
            }

            values[draw] = sum / runs.Count;
        }

        return Array.Exists(values, double.IsNaN) ? null : new TrialBootstrap(values);
    }

    /// <summary>The 95 % interval, which holds the value itself.</summary>
    public (double Low, double High) Interval(double value)
    {
        (double low, double high) = Percentiles((double[])_values.Clone());
        return (Math.Min(low, value), Math.Max(high, value));
    }

    /// <summary>Whether 0 lies in the 95 % interval of the difference, draw by draw on the same people.</summary>
    public bool CannotBeToldFrom(TrialBootstrap other)
    {
        double[] differences = new double[_values.Length];
        for (int i = 0; i < differences.Length; i++)
        {
            differences[i] = _values[i] - other._values[i];
        }

        (double low, double high) = Percentiles(differences);
        return low <= 0 && high >= 0;
    }

    private static (double Low, double High) Percentiles(double[] values)
    {
        Array.Sort(values);
        int low = (int)Math.Floor(Tail * (values.Length - 1));
        return (values[low], values[values.Length - 1 - low]);
    }
}
