using SiameseSweep.Core.Runs;

namespace SiameseSweep.Training.Runs;

/// <summary>Where a training's reports go. Called from the training thread and from its checkpoint writer; must not train, and blocks only to hold back a training whose reports pile up.</summary>
public interface IRunReporter
{
    /// <summary>Takes a report; delivery and repetition are the reporter's.</summary>
    void Report(RunReport report);

    /// <summary>Reports taken and not yet acknowledged as committed, in order. Goes into the resume file, so that nothing between record and resume state is missing.</summary>
    IReadOnlyList<RunReport> Unacknowledged();
}
