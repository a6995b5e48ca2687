using System.Globalization;
using System.Text.Json;
using SiameseSweep.Core;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Training.Checkpoints;

/// <summary>What a checkpoint says of itself: enough to compare two faces with it and to know where it comes from.</summary>
/// <param name="Run">Id of the run.</param>
/// <param name="Epoch">Whose weights it holds; 0 before the first epoch's end.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Configuration">The trial's parameters.</param>
/// <param name="Dissimilarity">How embeddings are compared.</param>
/// <param name="Threshold">Calibrated: a pair is the same person when its dissimilarity is at most this; NaN before the first evaluation.</param>
/// <param name="ThresholdFromTest">True when there were no validation people to calibrate on.</param>
/// <param name="Metrics">At that epoch.</param>
/// <param name="DatasetFingerprint">Of the data it was trained on.</param>
public sealed record CheckpointMetadata(
    string Run, int Epoch, int Step, RunConfiguration Configuration, DissimilarityKind Dissimilarity, double Threshold, bool ThresholdFromTest,
    IReadOnlyDictionary<string, double> Metrics, string DatasetFingerprint)
{
    /// <summary>How images become input, in words that a reader of the file can follow.</summary>
    private const string Preprocessing = "8-bit grey (L); resize to image_size x image_size, Pillow bilinear; 255 - v if inverted; / 255";

    /// <summary>As strings for <c>__metadata__</c>.</summary>
    public Dictionary<string, string> ToStrings() => new()
    {
        ["format"] = "siamese-sweep/1",
        ["sweep"] = Run.Split('.')[0],
        ["run"] = Run,
        ["epoch"] = Text(Epoch),
        ["step"] = Text(Step),
        ["configuration"] = TrialParameters.ToJson(Configuration),
        ["image_size"] = Text(Configuration.ImageSize),
        ["invert"] = Configuration.Invert ? "true" : "false",
        ["preprocessing"] = Preprocessing,
        ["dissimilarity"] = Dissimilarity.ToString().ToLowerInvariant(),
        ["threshold"] = Text(Threshold),
        ["threshold_from"] = ThresholdFromTest ? "test" : "validation",
        ["metrics"] = JsonSerializer.Serialize(Metrics.ToDictionary(m => m.Key, m => double.IsFinite(m.Value) ? m.Value : (double?)null)),
        ["dataset_fingerprint"] = DatasetFingerprint,
    };

    /// <summary>Reads it back.</summary>
    /// <exception cref="UserErrorException">The file is not one of ours.</exception>
    public static CheckpointMetadata From(SafetensorsReader file)
    {
        try
        {
            IReadOnlyDictionary<string, string> m = file.Metadata;
            return new CheckpointMetadata(
                m["run"], int.Parse(m["epoch"], CultureInfo.InvariantCulture), int.Parse(m["step"], CultureInfo.InvariantCulture),
                TrialParameters.FromJson(m["configuration"]), DissimilarityOf(m["dissimilarity"]), ThresholdOf(m["threshold"]), m["threshold_from"] == "test",
                JsonSerializer.Deserialize<Dictionary<string, double?>>(m["metrics"])!.ToDictionary(p => p.Key, p => p.Value ?? double.NaN),
                m["dataset_fingerprint"]);
        }
        catch (Exception error) when (error is KeyNotFoundException or FormatException or OverflowException or ArgumentException or JsonException)
        {
            throw new UserErrorException(
                $"{file.Path} is a safetensors file, but not a checkpoint of siamese-sweep: its metadata lacks configuration, threshold or pre-processing.",
                inner: error);
        }
    }

    // Not by Enum.Parse alone, to which any number is one.
    private static DissimilarityKind DissimilarityOf(string text) =>
        Enum.TryParse(text, ignoreCase: true, out DissimilarityKind kind) && Enum.IsDefined(kind) ? kind : throw new FormatException($"'{text}' is no dissimilarity.");

    // By an infinite one any two faces are the same person's.
    private static double ThresholdOf(string text) =>
        double.Parse(text, CultureInfo.InvariantCulture) is var threshold && !double.IsInfinity(threshold) ? threshold : throw new FormatException($"'{text}' is no threshold.");

    private static string Text(IFormattable value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
