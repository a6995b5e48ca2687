using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Training.Data;
using SiameseSweep.Training.Evaluation;

namespace SiameseSweep.Training.Runs;

/// <summary>
/// Baselines that depend on images and people alone, computed once for all runs that have the same: on 4,000 images they take as long
/// as several epochs' evaluations. The key is a hash of the prepared images and their people, so it contains everything the metrics
/// depend on, whatever parameters prepared them.
/// </summary>
internal sealed class SharedBaselines
{
    private const int MostKept = 1_000;
    private readonly ConcurrentDictionary<string, Lazy<RunReport>> _kept = new(StringComparer.Ordinal);

    /// <summary>Returns the metrics of pixel distances, names as in CONTRACT §2. Safe to call from any thread.</summary>
    /// <param name="validation">People to choose by; null without.</param>
    /// <param name="test">People never chosen by.</param>
    public RunReport Pixels(EvaluationPeople? validation, EvaluationPeople test) => Of(
        Key(Baseline.Pixels, Part(validation), Part(test)),
        () => Report(Baseline.Pixels, validation, test, [.. Images(validation, test).Select(PixelBaseline.Dissimilarities)]));

    /// <summary>Returns the metrics of fisherfaces, or the event that says why there are none. Safe to call from any thread.</summary>
    /// <param name="training">People that they are fitted to.</param>
    /// <param name="validation">People to choose by; null without.</param>
    /// <param name="test">People never chosen by.</param>
    public RunReport Fisherfaces(PreparedImages training, EvaluationPeople? validation, EvaluationPeople test) => Of(
        Key(Baseline.Fisherfaces, (string.Join('\n', training.People), training), Part(validation), Part(test)),
        () =>
        {
            IReadOnlyList<float[]>? scores =
                Evaluation.Fisherfaces.Of(training, out string? why)?.Dissimilarities([.. Images(validation, test)]);
            return scores is null
                ? new BaselineImpossible(Baseline.Fisherfaces.Name, why ?? "The training images of each person are equal.").ToReport()
                : Report(Baseline.Fisherfaces, validation, test, scores);
        });

    private RunReport Of(string key, Func<RunReport> compute)
    {
        if (_kept.Count >= MostKept)
        {
            _kept.Clear();
        }

        Lazy<RunReport> report = _kept.GetOrAdd(key, _ => new Lazy<RunReport>(compute));
        try
        {
            return report.Value;
        }
        catch
        {
            _kept.TryRemove(KeyValuePair.Create(key, report)); // a Lazy keeps its failure; the next run tries again
            throw;
        }
    }

    private static IEnumerable<PreparedImages> Images(EvaluationPeople? validation, EvaluationPeople test) =>
        validation is null ? [test.Prepared] : [validation.Prepared, test.Prepared];

    private static BaselineReport Report(
        Baseline baseline, EvaluationPeople? validation, EvaluationPeople test, IReadOnlyList<float[]> scores) =>
        new(
            baseline.Name,
            EvaluationMetrics.For(
                validation is null ? null : new LabelledScores(scores[0], validation.Different),
                new LabelledScores(scores[^1], test.Different),
                loss: null).Values);

    private static (string People, PreparedImages? Images) Part(EvaluationPeople? people) =>
        (people?.Book.Hash ?? "none", people?.Prepared);

    private static string Key(Baseline baseline, params ReadOnlySpan<(string People, PreparedImages? Images)> parts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(baseline.Name));
        foreach ((string people, PreparedImages? images) in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($" {images?.Size} {people}"));
            hash.AppendData(MemoryMarshal.AsBytes(images is null ? [] : images.Pixels.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
