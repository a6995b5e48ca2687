using System.Security.Cryptography;
using System.Text;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Results;

namespace SiameseSweep.Core.Statistics;

/// <summary>
/// One run's metric under resampled people. Images of one person are not independent, so people are drawn, with replacement, and
/// never pairs: a person drawn k times gives its same pairs weight k, and two people drawn k and l times give theirs weight k·l
/// (two copies of one person are no different people, and no pair). The draws belong to the book and are the same for all runs
/// that score it, so that differences between trials are compared on the same people.
/// </summary>
public sealed class IdentityBootstrap
{
    /// <summary>Draws, enough for a 95 % interval's ends to stand still in the second digit.</summary>
    public const int Draws = 500;

    /// <summary>Fewest people that can be drawn in more than one way: of two, each once is the only draw with different pairs.</summary>
    public const int FewestPeople = 3;

    private readonly double[] _values;

    private IdentityBootstrap(double[] values) => _values = values;

    /// <summary>The metric under a draw of people, from 0 to <see cref="Draws"/> − 1; NaN where it cannot be told.</summary>
    public double this[int draw] => _values[draw];

    /// <summary>
    /// Computes a measure under every draw; null when it has no pairs behind it, or fewer than <see cref="FewestPeople"/> people.
    /// </summary>
    /// <param name="pairs">The run's pairs.</param>
    /// <param name="measure">What is measured of them.</param>
    public static IdentityBootstrap? Compute(ScoredPairs pairs, Measure measure)
    {
        string[] people = [.. pairs.People.Distinct()];
        if (!measure.FromPairs || people.Length < FewestPeople)
        {
            return null;
        }

        WeightedPairs weighted = new(pairs, people);
        ulong seed = BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(pairs.Book)));
        // Few people have few different draws (126 for five): each is computed once.
        Dictionary<string, double> known = [];
        double[] values = new double[Draws];
        int[] weights = new int[people.Length];
        for (int draw = 0; draw < Draws; draw++)
        {
            Draw(KeyedRandom.For(seed, RandomUse.Bootstrap, draw), weights);
            string key = string.Join(',', weights);
            if (!known.TryGetValue(key, out double value))
            {
                value = weighted.Compute(measure, weights);
                known.Add(key, value);
            }

            values[draw] = value;
        }

        return new IdentityBootstrap(values);
    }

    /// <summary>Draws the weight of each person. A draw of a single person has no different-person pairs and is repeated.</summary>
    private static void Draw(KeyedRandom random, Span<int> weights)
    {
        do
        {
            weights.Clear();
            for (int i = 0; i < weights.Length; i++)
            {
                weights[random.NextInt(weights.Length)]++;
            }
        }
        while (weights.Contains(weights.Length));
    }
}
