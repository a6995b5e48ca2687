using System.Globalization;
using System.Text.Json;
using SiameseSweep.Core;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Models;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Data;

namespace SiameseSweep.Training.Checkpoints;

/// <summary>Metadata of a checkpoint: everything needed to compare two faces with it, and its origin.</summary>
/// <param name="Run">Id of the run.</param>
/// <param name="Epoch">Whose weights it holds; 0 before the first epoch's end.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Configuration">The trial's parameters.</param>
/// <param name="Dissimilarity">How embeddings are compared.</param>
/// <param name="Threshold">Calibrated: a pair is the same person when its dissimilarity is at most this; NaN before the first
/// evaluation.</param>
/// <param name="ThresholdFromTest">True when there were no validation people to calibrate on.</param>
/// <param name="Metrics">At that epoch.</param>
/// <param name="DatasetFingerprint">Of the data it was trained on.</param>
/// <param name="Grey">Of the training images; stored where it standardizes the input.</param>
public sealed record CheckpointMetadata(
    string Run,
    int Epoch,
    int Step,
    RunConfiguration Configuration,
    DissimilarityKind Dissimilarity,
    double Threshold,
    bool ThresholdFromTest,
    IReadOnlyDictionary<string, double> Metrics,
    string DatasetFingerprint,
    GreyStatistics Grey = default)
{
    private const string Preparation = "8-bit grey (L); resize to image_size x image_size, Pillow bilinear; 255 - v if inverted; / 255";
    private const string Contrast = "(v - G v) / (sqrt(G (v - G v)^2) + 0.05), G a Gaussian of image_size / 8";
    private const string MeanKey = "input_mean", DeviationKey = "input_std";

    private const string FormatFamily = "siamese-sweep/", SeedFormat = $"{FormatFamily}1", ModelFormat = $"{FormatFamily}2";
    private const string OtherBuild = "Use the build that wrote it, or a newer one.";

    /// <summary>As strings for <c>__metadata__</c>.</summary>
    public Dictionary<string, string> ToStrings()
    {
        Dictionary<string, string> strings = Strings();
        if (Configuration.Input == InputKind.Both)
        {
            strings.Add(MeanKey, Text(Grey.Mean));
            strings.Add(DeviationKey, Text(Grey.Deviation));
        }

        return strings;
    }

    // Readers of the first format know grey images and one embedding an image.
    private bool IsSeedFormat =>
        Configuration is { Model: ModelKind.Siamese, Input: InputKind.Grey, FlipEmbedding: false, Whiten: Whitening.None };

    /// <summary>Description of the pre-processing, for readers of the file.</summary>
    private string Preprocessing => Configuration.Input switch
    {
        InputKind.Grey => Preparation,
        InputKind.Contrast => $"{Preparation}; {Contrast}",
        _ => $"{Preparation}; two channels: (v - {MeanKey}) / {DeviationKey} and {Contrast}",
    };

    private Dictionary<string, string> Strings() => new()
    {
        ["format"] = IsSeedFormat ? SeedFormat : ModelFormat,
        ["model"] = ModelCatalog.Of(Configuration.Model).Name,
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
    /// <exception cref="UserErrorException">The file is not one of ours, or of a format or model that this build does not know.</exception>
    public static CheckpointMetadata From(SafetensorsReader file)
    {
        IReadOnlyDictionary<string, string> m = file.Metadata;
        if (m.TryGetValue("format", out string? format) && format.StartsWith(FormatFamily, StringComparison.Ordinal)
            && format is not (SeedFormat or ModelFormat))
        {
            throw new UserErrorException($"{file.Path} has the format {format}, which this build does not read. {OtherBuild}");
        }

        if (m.TryGetValue("model", out string? model) && ModelCatalog.Find(model) is null)
        {
            string known = string.Join(", ", ModelCatalog.All.Select(k => k.Name));
            throw new UserErrorException(
                $"{file.Path} holds a network of the model '{model}', which this build does not know (it knows {known}). {OtherBuild}");
        }

        try
        {
            RunConfiguration configuration = ConfigurationOf(m["configuration"], model);
            return new CheckpointMetadata(
                m["run"], int.Parse(m["epoch"], CultureInfo.InvariantCulture), int.Parse(m["step"], CultureInfo.InvariantCulture),
                configuration, DissimilarityOf(m["dissimilarity"]), ThresholdOf(m["threshold"]),
                m["threshold_from"] == "test",
                JsonSerializer.Deserialize<Dictionary<string, double?>>(m["metrics"])!.ToDictionary(p => p.Key, p => p.Value ?? double.NaN),
                m["dataset_fingerprint"],
                configuration.Input == InputKind.Both ? GreyOf(m[MeanKey], m[DeviationKey]) : default);
        }
        catch (Exception error)
            when (error is KeyNotFoundException or FormatException or OverflowException or ArgumentException or JsonException)
        {
            throw new UserErrorException(
                $"{file.Path} is a safetensors file, but not a checkpoint of siamese-sweep: "
                    + $"its metadata lacks configuration, threshold or pre-processing.",
                inner: error);
        }
    }

    // Older builds wrote no model: the seed's.
    private static RunConfiguration ConfigurationOf(string json, string? model) =>
        TrialParameters.FromJson(json) is var configuration && (model is null || model == ModelCatalog.Of(configuration.Model).Name)
            ? configuration : throw new FormatException($"The configuration is not one of the model '{model}'.");

    // Not by Enum.Parse alone, to which any number is one.
    private static DissimilarityKind DissimilarityOf(string text) =>
        Enum.TryParse(text, ignoreCase: true, out DissimilarityKind kind) && Enum.IsDefined(kind)
            ? kind
            : throw new FormatException($"'{text}' is no dissimilarity.");

    // By an infinite one any two faces are the same person's.
    private static double ThresholdOf(string text) =>
        Number(text) is var threshold && !double.IsInfinity(threshold)
            ? threshold
            : throw new FormatException($"'{text}' is no threshold.");

    private static GreyStatistics GreyOf(string mean, string deviation) =>
        new GreyStatistics(Number(mean), Number(deviation)) is var grey
            && double.IsFinite(grey.Mean) && double.IsFinite(grey.Deviation) && grey.Deviation > 0
            ? grey
            : throw new FormatException($"'{mean}' and '{deviation}' are not mean and deviation of grey levels.");

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(IFormattable value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
