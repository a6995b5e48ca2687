using System.Runtime.ExceptionServices;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Checkpoints;

/// <summary>
/// Writes the best epoch's weights beside the training: the training thread stops for a copy in memory, and a thread of this
/// class writes it. One at a time; a failure surfaces on the training thread at the next call. Repeated steps write an epoch's file
/// again under the same name. The name tells what decides the bits, so whoever writes it, a superseded attempt too, writes
/// the same bytes; an abandoned one writes nothing new.
/// </summary>
/// <param name="home">Where it writes.</param>
/// <param name="run">Whose weights.</param>
/// <param name="label">Of the <see cref="ResumeBasis"/>.</param>
/// <param name="reporter">Hears of every file.</param>
/// <param name="beforeRename">May throw to give a file up.</param>
internal sealed class BestCheckpointWriter(HomeDirectory home, RunId run, string label, IRunReporter reporter, Action beforeRename)
    : IDisposable
{
    private Thread? _writing;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Takes a copy and begins to write it, after an earlier one is on disk.</summary>
    public void Begin(IReadOnlyList<NamedTensor> state, CheckpointMetadata metadata)
    {
        Finish();
        NamedTensor[] copy = Copy(state);
        _writing = new Thread(() => Write(copy, metadata)) { IsBackground = true, Name = $"checkpoint {run}" };
        _writing.Start();
    }

    /// <summary>Returns when what was begun is on disk and reported.</summary>
    public void Finish()
    {
        Dispose();
        ExceptionDispatchInfo? failure = _failure;
        _failure = null;
        failure?.Throw();
    }

    /// <summary>
    /// Waits for what was begun, so that nothing is reported after the training's last words; its failure is no longer of interest.
    /// </summary>
    public void Dispose()
    {
        _writing?.Join();
        _writing = null;
    }

    private static NamedTensor[] Copy(IReadOnlyList<NamedTensor> state)
    {
        using var scope = NewDisposeScope(); // what was copied before memory ran out goes with it
        using (no_grad())
        {
            NamedTensor[] copy = [.. state.Select(t => new NamedTensor(t.Name, Copy(t.Tensor.detach())))];
            foreach (NamedTensor tensor in copy)
            {
                tensor.Tensor.DetachFromDisposeScope();
            }

            return copy;
        }
    }

    private static Tensor Copy(Tensor tensor) => tensor.device_type == DeviceType.CPU ? tensor.clone() : tensor.cpu();

    private void Write(NamedTensor[] copy, CheckpointMetadata metadata)
    {
        try
        {
            string file = Path.Combine(home.CheckpointsOf(run), RunFiles.Best(metadata.Epoch, label));
            WrittenFile written = SafetensorsWriter.Write(file, copy, metadata.ToStrings(), beforeRename);
            reporter.Report(
                new CheckpointReport(metadata.Epoch, CheckpointKind.Best, home.Relative(written.Path), written.Bytes, written.Sha256));
        }
        catch (Exception error)
        {
            // Any failure belongs to the run: it is thrown again on the training thread.
            _failure = ExceptionDispatchInfo.Capture(error);
        }
        finally
        {
            foreach (NamedTensor tensor in copy)
            {
                tensor.Tensor.Dispose();
            }
        }
    }
}
