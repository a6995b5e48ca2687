using System.Globalization;
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
/// class writes it. One at a time; a failure surfaces on the training thread at the next call.
/// </summary>
internal sealed class BestCheckpointWriter(HomeDirectory home, RunId run, IRunReporter reporter)
{
    private Thread? _writing;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Takes a copy and begins to write it, after an earlier one is on disk.</summary>
    public void Begin(IReadOnlyList<NamedTensor> state, CheckpointMetadata metadata)
    {
        Finish();
        NamedTensor[] copy = [.. state.Select(t => new NamedTensor(t.Name, Copy(t.Tensor)))];
        _writing = new Thread(() => Write(copy, metadata)) { IsBackground = true, Name = $"checkpoint {run}" };
        _writing.Start();
    }

    /// <summary>Returns when what was begun is on disk and reported.</summary>
    public void Finish()
    {
        _writing?.Join();
        _writing = null;
        ExceptionDispatchInfo? failure = _failure;
        _failure = null;
        failure?.Throw();
    }

    private static Tensor Copy(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using (no_grad())
        {
            Tensor copy = tensor.device_type == DeviceType.CPU ? tensor.detach().clone() : tensor.detach().cpu();
            return copy.DetachFromDisposeScope();
        }
    }

    private void Write(NamedTensor[] copy, CheckpointMetadata metadata)
    {
        try
        {
            string epoch = metadata.Epoch.ToString("D5", CultureInfo.InvariantCulture);
            WrittenFile written = SafetensorsWriter.Write(Path.Combine(home.CheckpointsOf(run), $"best-{epoch}.safetensors"), copy, metadata.ToStrings());
            reporter.Report(new CheckpointReport(metadata.Epoch, CheckpointKind.Best, home.Relative(written.Path), written.Bytes, written.Sha256));
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
