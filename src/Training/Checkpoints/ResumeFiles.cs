using System.Text.Json;
using System.Text.Json.Serialization;
using SiameseSweep.Core;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Training.Models;

namespace SiameseSweep.Training.Checkpoints;

/// <summary>
/// The files that a run resumes from: its weights (a checkpoint like any other, kind <c>last</c>), the optimizer's and loss's tensors (with
/// the
/// trained weights where the checkpoint holds their average), and
/// a small JSON file that says where it stands and names the other two by hash. The JSON is written last, so a state is whole or
/// it is not there. Names carry the attempt: a superseded attempt that still writes touches nothing of a later one's.
/// </summary>
internal sealed class ResumeFiles(HomeDirectory home, RunId run, int attempt)
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private string? _previousWeights;

    private string Folder => home.ResumeOf(run);

    private string Weights => home.CheckpointsOf(run);

    /// <summary>Writes a state and drops older ones. Returns the weights file, to be reported.</summary>
    /// <param name="basis">What the bits rest on.</param>
    /// <param name="point">Where the training stands.</param>
    /// <param name="weights">State of the network that is evaluated.</param>
    /// <param name="metadata">Of the weights file.</param>
    /// <param name="others">All other tensors that the training needs to go on.</param>
    /// <param name="unacknowledged">Reports to send again.</param>
    /// <param name="beforeRename">May throw to give a file up.</param>
    /// <exception cref="UserErrorException">The disk refused; the state before is untouched.</exception>
    public WrittenFile Save(
        ResumeBasis basis,
        ResumePoint point,
        IReadOnlyList<NamedTensor> weights,
        CheckpointMetadata metadata,
        IReadOnlyList<NamedTensor> others,
        IReadOnlyList<RunReport> unacknowledged,
        Action beforeRename)
    {
        ResumeStamp stamp = new(attempt, point.Step);
        WrittenFile writtenWeights = SafetensorsWriter.Write(
            Path.Combine(Weights, RunFiles.Last(stamp)),
            weights,
            metadata.ToStrings(),
            beforeRename);
        WrittenFile writtenOthers;
        string state = Path.Combine(Folder, RunFiles.State(stamp));
        try
        {
            writtenOthers = SafetensorsWriter.Write(
                Path.Combine(Folder, RunFiles.Others(stamp)),
                others,
                new Dictionary<string, string>(),
                beforeRename);
            ResumeState content = new(
                run.ToString(), basis, point, Path.GetFileName(writtenWeights.Path), writtenWeights.Sha256,
                Path.GetFileName(writtenOthers.Path), writtenOthers.Sha256, [.. unacknowledged]);
            AtomicFile.Write(state, file => JsonSerializer.Serialize(file, content, Json), beforeRename);
        }
        catch
        {
            AtomicFile.Discard(writtenWeights.Path); // no state names it, so no record will
            throw;
        }

        // The weights before these may be on record until the record takes the new ones and removes them; while the head is
        // away for long, no more than these two are kept.
        DropOwn([writtenWeights.Path, _previousWeights, writtenOthers.Path, state]);
        _previousWeights = writtenWeights.Path;
        return writtenWeights;
    }

    /// <summary>
    /// Loads the newest usable state into the tensors; null when there is none. A state that cannot be used is left aside with a
    /// sentence for the events, and the one before it is tried; the tensors may then hold anything. Whatever earlier attempts left
    /// and nothing names is removed.
    /// </summary>
    public (ResumeState State, WrittenFile Weights)? Load(
        ResumeBasis basis, IReadOnlyList<NamedTensor> weights, IReadOnlyList<NamedTensor> others, Action<string> onUnusable)
    {
        foreach (string file in SavedStates.Files(home, run))
        {
            try
            {
                (ResumeState state, WrittenFile written) = Load(file, basis, weights, others);
                _previousWeights = written.Path;
                DropOwn([file, written.Path, Path.Combine(Folder, state.OthersFile)]);
                return (state, written);
            }
            catch (Exception error)
                when (error is UserErrorException or IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
            {
                onUnusable(error.Message);
            }
        }

        DropOwn([]);
        return null;
    }

    private (ResumeState State, WrittenFile Weights) Load(
        string file, ResumeBasis basis, IReadOnlyList<NamedTensor> weights, IReadOnlyList<NamedTensor> others)
    {
        ResumeState state;
        using (FileStream json = File.OpenRead(file))
        {
            state = JsonSerializer.Deserialize<ResumeState>(json, Json) ?? throw new JsonException($"{file} is empty.");
        }

        if (state is not { Basis: not null, Point: not null, WeightsFile: not null, OthersFile: not null, Unacknowledged: not null }
            || state.Run != run.ToString())
        {
            throw new UserErrorException($"{file} is no resume state of {run}.");
        }

        if (basis.DifferenceFrom(state.Basis) is { } difference)
        {
            throw new UserErrorException($"{file} was made {difference}; the run starts again.");
        }

        string weightsFile = Path.Combine(Weights, Path.GetFileName(state.WeightsFile)),
            othersFile = Path.Combine(Folder, Path.GetFileName(state.OthersFile));
        foreach ((string part, string sha256) in new[] { (weightsFile, state.WeightsSha256), (othersFile, state.OthersSha256) })
        {
            if (!File.Exists(part) || SafetensorsReader.Hash(part) != sha256)
            {
                throw new UserErrorException($"{part} is not the file that {file} belongs to: it is missing or damaged.");
            }
        }

        using SafetensorsReader storedWeights = new(weightsFile), storedOthers = new(othersFile);
        storedWeights.CopyInto(weights);
        storedOthers.CopyInto(others);
        return (state, new WrittenFile(weightsFile, new FileInfo(weightsFile).Length, state.WeightsSha256));
    }

    /// <summary>
    /// Removes resume files of this attempt and earlier ones except those to keep, and what killed writers left half written.
    /// </summary>
    private void DropOwn(string?[] keep)
    {
        AtomicFile.DropLeftovers(Folder);
        AtomicFile.DropLeftovers(Weights);
        SavedStates.Remove(home, run, (file, stamp) => stamp.Attempt <= attempt && !keep.Contains(file));
    }
}
