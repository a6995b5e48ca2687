using Microsoft.Extensions.Logging;
using SiameseSweep.Core;
using SiameseSweep.Core.Runs;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Runs;

/// <inheritdoc cref="ITrainer"/>
public sealed partial class Trainer(TimeProvider time, ILogger<Trainer> logger) : ITrainer
{
    /// <inheritdoc/>
    public void Train(RunAssignment assignment, TrainingContext context)
    {
        TrainingSession? session = null;
        try
        {
            // The number of threads belongs to the calling thread (OpenMP), and is part of the numbers.
            set_num_threads(assignment.Threads);
            using var scope = NewDisposeScope();
            using TrainingSession opened = session = new TrainingSession(assignment, context, time);
            opened.Run();
        }
        catch (UserErrorException error)
        {
            End(error.Message, retryable: false);
        }
        catch (Exception error)
        {
            // Whatever it is, it is this run's end and not the worker's: the reason goes on record and the trace to the log.
            LogFailure(logger, error, assignment.Run, assignment.Attempt);
            End($"The training broke: {error.Message}", retryable: true);
        }

        void End(string reason, bool retryable)
        {
            (int epoch, int step) = session?.Progress ?? default;
            context.Reporter.Report(new EndedReport(RunState.Failed, reason, epoch, step, retryable));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Run {Run}, attempt {Attempt}, broke.")]
    private static partial void LogFailure(ILogger logger, Exception error, RunId run, int attempt);
}
