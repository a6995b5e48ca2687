using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using SiameseSweep.Training.Evaluation;

namespace SiameseSweep.Training.Runs;

/// <summary>
/// Metrics of the pixel baseline, computed once for all runs that are judged on the same images: on 4,000 of them they take as long
/// as several epochs' evaluations. The key is a hash of the prepared images and their people, so it contains everything the metrics
/// depend on, whatever parameters prepared them.
/// </summary>
internal sealed class PixelBaselines
{
    private const int MostKept = 1_000;
    private readonly ConcurrentDictionary<string, Lazy<Dictionary<string, double>>> _kept = new(StringComparer.Ordinal);

    /// <summary>Returns the metrics, names as in CONTRACT §2. Safe to call from any thread.</summary>
    /// <param name="validation">People to choose by; null without.</param>
    /// <param name="test">People never chosen by.</param>
    public Dictionary<string, double> Of(EvaluationPeople? validation, EvaluationPeople test)
    {
        if (_kept.Count >= MostKept)
        {
            _kept.Clear();
        }

        string key = Key(validation, test);
        Lazy<Dictionary<string, double>> metrics = _kept.GetOrAdd(
            key,
            _ => new Lazy<Dictionary<string, double>>(() => Compute(validation, test)));
        try
        {
            return new Dictionary<string, double>(metrics.Value);
        }
        catch
        {
            _kept.TryRemove(KeyValuePair.Create(key, metrics)); // a Lazy keeps its failure; the next run tries again
            throw;
        }
    }

    private static Dictionary<string, double> Compute(EvaluationPeople? validation, EvaluationPeople test) =>
        EvaluationMetrics.For(validation is null ? null : Scores(validation), Scores(test), loss: null).Values;

    private static LabelledScores Scores(EvaluationPeople people) => new(PixelBaseline.Dissimilarities(people.Prepared), people.Different);

    private static string Key(EvaluationPeople? validation, EvaluationPeople test)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (EvaluationPeople? people in new[] { validation, test })
        {
            hash.AppendData(Encoding.UTF8.GetBytes(people is null ? "none" : $"{people.Prepared.Size} {people.Book.Hash}"));
            hash.AppendData(MemoryMarshal.AsBytes(people is null ? [] : people.Prepared.Pixels.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
