using Microsoft.Extensions.Logging;
using SiameseSweep.Core;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Runs;

/// <inheritdoc cref="ITrainer"/>
public sealed partial class Trainer(TimeProvider time, ILogger<Trainer> logger) : ITrainer
{
    private readonly SharedBaselines _shared = new();

    /// <inheritdoc/>
    public void Train(RunAssignment assignment, TrainingContext context)
    {
        LiveReporter reporter = new(context.Reporter, context.Control);
        TrainingSession? session = null;
        try
        {
            GlibcAllocator.KeepFreed();
            UseThreads(assignment.Threads);
            using var scope = NewDisposeScope();
            using TrainingSession opened = session = new TrainingSession(assignment, context with { Reporter = reporter }, _shared, time);
            opened.Run();
        }
        catch (OperationCanceledException) when (context.Control.Request == StopRequest.Abandon)
        {
            // A file was given up half way, as asked; an abandoned attempt has no last words.
        }
        catch (DatasetUnavailableException error)
        {
            End(error.Message, FailureCause.Worker);
        }
        catch (UserErrorException error)
        {
            // What the parameters ask of these images cannot be, here or elsewhere; what the disk refused may go another time.
            End(error.Message, error.Cause == UserErrorCause.Input ? FailureCause.Run : FailureCause.Transient);
        }
        catch (Exception error)
        {
            // Whatever it is, it is this run's end and not the worker's: the reason goes on record and the trace to the log. It may
            // have come from beside the run (a neighbour took the device's memory), so another attempt is worth its while.
            LogFailure(logger, error, assignment.Run, assignment.Attempt);
            string reason = DeviceErrors.Explain(error, assignment) ?? $"The training broke: {error.Message}";
            End(reason, FailureCause.Transient);
            if (DeviceErrors.IsLost(error))
            {
                throw new DeviceLostException(reason, error);
            }
        }
        finally
        {
            GlibcAllocator.GiveBack();
        }

        void End(string reason, FailureCause cause)
        {
            (int epoch, int step) = session?.Progress ?? default;
            reporter.Report(new EndedReport(RunState.Failed, reason, epoch, step, cause));
        }
    }

    /// <summary>
    /// The number of threads belongs to the calling thread (OpenMP), and is part of the numbers. But torch takes the number last set
    /// anywhere in the process when a thread computes for the first time, so that a run that starts just then would change this
    /// one's bits: the thread is made to do that now, and its own number set after it.
    /// </summary>
    private static void UseThreads(int threads)
    {
        _ = get_num_threads();
        set_num_threads(threads);
        if (get_num_threads() != threads)
        {
            throw new InvalidOperationException($"Torch computes with {get_num_threads()} threads where {threads} were asked for.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Run {Run}, attempt {Attempt}, broke.")]
    private static partial void LogFailure(ILogger logger, Exception error, RunId run, int attempt);
}
