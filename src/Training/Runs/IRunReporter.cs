using SiameseSweep.Core.Runs;

namespace SiameseSweep.Training.Runs;

/// <summary>
/// Receiver of a training run's reports. Called from the training thread and its checkpoint writer; blocks only to apply
/// back-pressure.
/// </summary>
public interface IRunReporter
{
    /// <summary>Takes a report; delivery and repetition are the reporter's.</summary>
    void Report(RunReport report);

    /// <summary>
    /// Reports taken and not yet acknowledged as committed, in order. Goes into the resume file, so that nothing between record and
    /// resume state is missing.
    /// </summary>
    IReadOnlyList<RunReport> Unacknowledged();
}
