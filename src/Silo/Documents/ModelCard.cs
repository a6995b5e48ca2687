using System.Globalization;
using System.Text;
using System.Text.Json;
using SiameseSweep.Core;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Models;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Checkpoints;

namespace SiameseSweep.Silo.Documents;

/// <summary>
/// The Markdown text that belongs to a checkpoint (Mitchell et al., "Model Cards for Model Reporting", 2019): data, results with their
/// uncertainty, threshold, limits, use, origin.
/// </summary>
internal sealed class ModelCard
{
    private readonly StringBuilder _text = new();
    private readonly IRecordReader _record;
    private readonly Ranking _ranking;
    private readonly RunRow _run;
    private readonly SweepRow _sweep;
    private readonly CheckpointRow _file;
    private readonly CheckpointMetadata _checkpoint;

    private ModelCard(IRecordReader record, IRankings rankings, HomeDirectory home, RunRow run, CheckpointRow file)
    {
        (_record, _run, _file) = (record, run, file);
        _sweep = record.Sweep(run.RunId.SweepId)!;
        _ranking = rankings.Of(_sweep.SweepId);
        using SafetensorsReader reader = new(home.Absolute(file.Path));
        _checkpoint = CheckpointMetadata.From(reader);
    }

    /// <summary>Writes the card of a run's best checkpoint.</summary>
    /// <exception cref="UserErrorException">The file is gone, or not a checkpoint that this build reads.</exception>
    public static string Of(IRecordReader record, IRankings rankings, HomeDirectory home, RunRow run, CheckpointRow file)
    {
        ModelCard card = new(record, rankings, home, run, file);
        card.Write();
        return card._text.ToString();
    }

    private void Write()
    {
        string model = ModelCatalog.Of(_checkpoint.Configuration.Model).Name;
        Line($"# {_run.RunId}");
        Line();
        Line($"A Siamese network (`model: {model}`) that embeds a face image of {_checkpoint.Configuration.ImageSize} pixels a side in "
            + $"{_checkpoint.Configuration.EmbeddingSize} numbers. Two images are judged to show the same person when the "
            + $"{_checkpoint.Dissimilarity.ToString().ToLowerInvariant()} dissimilarity of their embeddings is at most the threshold.");
        Data();
        Configuration();
        Metrics();
        Threshold();
        Baselines();
        Limits();
        Use();
        Provenance();
    }

    private void Data()
    {
        Head("Data");
        Line($"Data set: `{_sweep.Dataset.Kind.ToString().ToLowerInvariant()}`, fingerprint (SHA-256) `{_checkpoint.DatasetFingerprint}`. "
            + "The groups have no person in common.");
        Line();
        Row("people", "number", "images", "pairs of one person", "pairs of two people");
        Rule(5);
        Row("training", Count(_run.TrainingPeople), Count(_run.TrainingImages), "", "");
        foreach (EvaluationSplit split in Enum.GetValues<EvaluationSplit>())
        {
            DissimilarityRow[] pairs = [.. _record.Dissimilarities(_run.RunId, split, _file.Epoch)?.Pairs ?? []];
            (int people, int images) = PeopleOf(pairs);
            int same = pairs.Count(p => !p.Different);
            Row(split.ToString().ToLowerInvariant(), Count(people), Count(images), Count(same), Count(pairs.Length - same));
        }
    }

    private void Configuration()
    {
        Head("Configuration");
        Row("parameter", "value");
        Rule(2);
        foreach (JsonProperty parameter in JsonElement.Parse(TrialParameters.ToJson(_checkpoint.Configuration)).EnumerateObject())
        {
            JsonElement value = parameter.Value;
            Row($"`{parameter.Name}`", value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());
        }
    }

    private void Metrics()
    {
        Head("Metrics");
        if (_ranking.Trials.FirstOrDefault(t => t.Trial == _run.RunId.Trial) is { } trial && double.IsFinite(trial.Value))
        {
            string interval = double.IsFinite(trial.Low)
                ? $"95 % interval {Number(trial.Low)} to {Number(trial.High)}" : "no interval";
            int ranked = _ranking.Trials.Count(t => t.Rank is not null);
            string rank = trial.Rank is { } place ? $"rank {Count(place)} of {Count(ranked)}" : "unranked";
            int runs = trial.Runs.Count(r => double.IsFinite(r.Value));
            Line($"Trial {Count(trial.Trial)}, mean over {Count(runs)} run{(runs == 1 ? "" : "s")}: `{_sweep.Metric}` "
                + $"{Number(trial.Value)}, {interval}, {rank}. The intervals resample people. The ranking chose by `{_sweep.Metric}`.");
            Line();
        }

        Line($"This checkpoint (epoch {Count(_file.Epoch)}):");
        Line();
        Row("measure", "validation people", "test people");
        Rule(3);
        foreach (Measure measure in MeasureCatalog.All)
        {
            string[] values = [Metric(MetricSplit.Validation, measure), Metric(MetricSplit.Test, measure)];
            if (values.Any(v => v != None))
            {
                Row([$"`{measure.Name}`", .. values]);
            }
        }
    }

    private void Threshold()
    {
        Head("Threshold");
        string from = _checkpoint.ThresholdFromTest
            ? "the test people, as there were no validation people: their error rates below are too good"
            : "the validation people";
        Line($"{_checkpoint.Threshold.ToString("G6", CultureInfo.InvariantCulture)}, the equal error rate's of {from}.");
        Line();
        Row("people", "FAR (two people taken for one)", "FRR (one person taken for two)");
        Rule(3);
        foreach (MetricSplit split in new[] { MetricSplit.Validation, MetricSplit.Test })
        {
            Row(split.ToString().ToLowerInvariant(), Metric(split, MeasureCatalog.Far), Metric(split, MeasureCatalog.Frr));
        }
    }

    private void Baselines()
    {
        Head("Baselines");
        Line("The same pairs without this training; means over the sweep's runs.");
        Line();
        string eer = new MetricName(MetricSplit.Test, MeasureCatalog.Eer).ToString();
        string auc = new MetricName(MetricSplit.Test, MeasureCatalog.Auc).ToString();
        Row("method", $"`{_sweep.Metric}`", $"`{eer}`", $"`{auc}`");
        Rule(4);
        foreach (RankedBaseline baseline in _ranking.Baselines)
        {
            Row(baseline.Method, Number(baseline.Value), Number(Test(eer)), Number(Test(auc)));

            double Test(string metric) => baseline.Test.GetValueOrDefault(metric, double.NaN);
        }
    }

    private void Limits()
    {
        Head("Limits");
        foreach (string warning in _ranking.Warnings)
        {
            Line($"- {warning}");
        }

        Line("- The error rates are of few people, of one source of images. Other cameras, light, poses, ages and groups of people can "
            + "have far higher ones: measure them, and calibrate the threshold, on images like yours.");
        Line("- It compares two images that each show one cropped face. It finds no faces, and does not notice a photograph of a "
            + "photograph.");
        Line("- Not for identification, access, or any decision about a person. Images of faces and their embeddings are biometric data.");
    }

    private void Use()
    {
        Head("Use");
        Line("```python");
        Line("import siamese_sweep            # pip install ./python");
        Line($"face = siamese_sweep.load(\"{_run.RunId}.safetensors\")");
        Line("face.same(\"a.png\", \"b.png\"), face.dissimilarity(\"a.png\", \"b.png\")");
        Line("```");
        Line($"In a terminal: `siamese-sweep compare a.png b.png --checkpoint {_run.RunId}.safetensors`. In C#, by the ONNX file: "
            + "`docs/use-a-checkpoint.md`.");
    }

    private void Provenance()
    {
        Head("Provenance");
        Row("fact", "value");
        Rule(2);
        RunId id = _run.RunId;
        Row("sweep", $"`{id.SweepId}` (trial {Count(id.Trial)}, replicate {Count(id.Replicate)}, fold {Count(id.Fold)})");
        Row("run, epoch, step", $"`{id}`, {Count(_file.Epoch)}, {Count(_checkpoint.Step)}");
        Row("seed", _run.Seed.ToString(CultureInfo.InvariantCulture));
        Row("device, threads", $"{_run.Device ?? None}, {Count(_run.Threads)}");
        Row("trained", $"{Time(_run.StartedAt)} to {Time(_run.FinishedAt)}");
        Row("safetensors file", $"SHA-256 `{_file.Sha256}`");
        Row("card written by", $"siamese-sweep {typeof(ModelCard).Assembly.GetName().Version?.ToString(fieldCount: 3)}");
    }

    /// <summary>Counts the images of pairs and their people: images of one person are all paired with each other.</summary>
    private static (int People, int Images) PeopleOf(IReadOnlyList<DissimilarityRow> pairs)
    {
        HashSet<string> images = [.. pairs.SelectMany(p => new[] { p.ImageA, p.ImageB })];
        HashSet<string> laterOfAPerson =
        [
            .. pairs.Where(p => !p.Different).Select(p => string.CompareOrdinal(p.ImageA, p.ImageB) > 0 ? p.ImageA : p.ImageB),
        ];
        return (images.Count - laterOfAPerson.Count, images.Count);
    }

    private const string None = "–";

    private string Metric(MetricSplit split, Measure measure) =>
        Number(_checkpoint.Metrics.GetValueOrDefault(new MetricName(split, measure).ToString(), double.NaN));

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("0.0000", CultureInfo.InvariantCulture) : None;

    private static string Count(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? None;

    private static string Time(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) ?? None;

    private void Head(string title)
    {
        Line();
        Line($"## {title}");
        Line();
    }

    private void Row(params string[] cells) =>
        Line($"| {string.Join(" | ", cells.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal)))} |");

    private void Rule(int columns) => Line($"|{string.Concat(Enumerable.Repeat(" --- |", columns))}");

    private void Line(string text = "") => _text.Append(text).Append('\n');
}
