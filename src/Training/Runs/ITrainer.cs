using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Training.Runs;

/// <summary>Context of a training run besides its assignment.</summary>
/// <param name="Home">Where checkpoints and resume state go.</param>
/// <param name="DataDirectory">Where data sets lie (<c>--data</c>).</param>
/// <param name="Reporter">Where its reports go.</param>
/// <param name="Control">How it is asked to end.</param>
public sealed record TrainingContext(HomeDirectory Home, string DataDirectory, IRunReporter Reporter, RunControl Control);

/// <summary>
/// Trains one run. Synchronous, on the calling thread, which must be its own (tensors' dispose scopes, gradient mode and thread
/// counts belong to threads). Every way out but <see cref="StopRequest.Abandon"/> and a dead process sends an <see cref="EndedReport"/>
/// last; an exception becomes a failed run with its reason and never leaves it, but for the one after which no run can use the device.
/// </summary>
public interface ITrainer
{
    /// <summary>Trains from the run's resume state, or from the start, to the end or until asked to leave.</summary>
    /// <exception cref="DeviceLostException">The device is lost to this process; the run has ended, and no other may start
    /// here.</exception>
    void Train(RunAssignment assignment, TrainingContext context);
}
