using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using SiameseSweep.Core;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Training.Models;

namespace SiameseSweep.Training.Checkpoints;

/// <summary>
/// What a run needs to go on: its weights (a checkpoint like any other, kind <c>last</c>) and beside them, in a file of its own, the
/// optimizer's and loss's tensors, where it stands, and the reports that the record has not acknowledged. The second names the
/// first by hash, and is written after it, so a pair is whole or it is not there.
/// </summary>
internal sealed class ResumeFiles(HomeDirectory home, RunId run)
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private string Folder => home.ResumeOf(run);

    /// <summary>Writes a pair and drops older resume files. Returns the weights file, to be reported.</summary>
    /// <param name="point">Where the training stands; weights file and hash are filled in here.</param>
    /// <param name="weights">The network's state.</param>
    /// <param name="metadata">Of the weights file.</param>
    /// <param name="others">Optimizer's and loss's tensors.</param>
    /// <param name="unacknowledged">Reports to send again.</param>
    public WrittenFile Save(
        ResumePoint point, IReadOnlyList<NamedTensor> weights, CheckpointMetadata metadata, IReadOnlyList<NamedTensor> others,
        IReadOnlyList<RunReport> unacknowledged)
    {
        string step = point.Step.ToString("D8", CultureInfo.InvariantCulture);
        WrittenFile written = SafetensorsWriter.Write(Path.Combine(home.CheckpointsOf(run), $"last-{step}.safetensors"), weights, metadata.ToStrings());
        point = point with { WeightsFile = Path.GetFileName(written.Path), WeightsSha256 = written.Sha256 };
        string resume = Path.Combine(Folder, $"resume-{step}.safetensors");
        SafetensorsWriter.Write(resume, others, new Dictionary<string, string>
        {
            ["format"] = "siamese-sweep-resume/1",
            ["run"] = run.ToString(),
            ["point"] = JsonSerializer.Serialize(point, Json),
            ["unacknowledged"] = JsonSerializer.Serialize(unacknowledged, Json),
        });
        foreach (string older in Directory.EnumerateFiles(Folder).Where(f => f != resume))
        {
            File.Delete(older);
        }

        return written;
    }

    /// <summary>
    /// Loads the newest whole pair into the tensors; null when there is none. A pair that cannot be used is left aside with a
    /// sentence for the events, and the one before it is tried.
    /// </summary>
    public (ResumePoint Point, IReadOnlyList<RunReport> Unacknowledged)? Load(
        IReadOnlyList<NamedTensor> weights, IReadOnlyList<NamedTensor> others, int threads, Action<string> onUnusable)
    {
        if (!Directory.Exists(Folder))
        {
            return null;
        }

        foreach (string file in Directory.EnumerateFiles(Folder, "resume-*.safetensors").OrderDescending(StringComparer.Ordinal))
        {
            try
            {
                return Load(file, weights, others, threads);
            }
            catch (Exception error) when (error is UserErrorException or IOException or JsonException or KeyNotFoundException)
            {
                onUnusable(error.Message);
            }
        }

        return null;
    }

    private (ResumePoint Point, IReadOnlyList<RunReport> Unacknowledged) Load(
        string file, IReadOnlyList<NamedTensor> weights, IReadOnlyList<NamedTensor> others, int threads)
    {
        using SafetensorsReader resume = new(file);
        ResumePoint point = JsonSerializer.Deserialize<ResumePoint>(resume.Metadata["point"], Json) ?? throw new JsonException($"{file} has no point.");
        if (point.Threads != threads)
        {
            throw new UserErrorException($"{file} was made with {point.Threads} threads and this attempt has {threads}, which gives other bits; the run starts again.");
        }

        string weightsFile = Path.Combine(home.CheckpointsOf(run), point.WeightsFile);
        if (!File.Exists(weightsFile) || SafetensorsReader.Hash(weightsFile) != point.WeightsSha256)
        {
            throw new UserErrorException($"{weightsFile} is not the weights file that {file} belongs to.");
        }

        using SafetensorsReader stored = new(weightsFile);
        stored.CopyInto(weights);
        resume.CopyInto(others);
        return (point, JsonSerializer.Deserialize<RunReport[]>(resume.Metadata["unacknowledged"], Json) ?? []);
    }
}
