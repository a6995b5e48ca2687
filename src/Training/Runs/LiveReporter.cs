using SiameseSweep.Core.Runs;

namespace SiameseSweep.Training.Runs;

/// <summary>Passes reports on until the attempt is abandoned: from then on it says nothing.</summary>
internal sealed class LiveReporter(IRunReporter reporter, RunControl control) : IRunReporter
{
    /// <inheritdoc/>
    public void Report(RunReport report)
    {
        if (control.Request != StopRequest.Abandon)
        {
            reporter.Report(report);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<RunReport> Unacknowledged() => reporter.Unacknowledged();
}
