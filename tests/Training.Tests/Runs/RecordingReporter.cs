using SiameseSweep.Core.Runs;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Training.Tests.Runs;

/// <summary>Keeps every report; acknowledges none, some or all, as a record would.</summary>
internal sealed class RecordingReporter(bool acknowledges = true) : IRunReporter
{
    private readonly Lock _gate = new();
    private readonly List<RunReport> _reports = [];

    /// <summary>Called with every report, outside the lock.</summary>
    public Action<RunReport>? Reported { get; init; }

    public IReadOnlyList<RunReport> Reports
    {
        get
        {
            lock (_gate)
            {
                return [.. _reports];
            }
        }
    }

    public void Report(RunReport report)
    {
        lock (_gate)
        {
            _reports.Add(report);
        }

        Reported?.Invoke(report);
    }

    public IReadOnlyList<RunReport> Unacknowledged() => acknowledges ? [] : Reports;

    public IEnumerable<T> Of<T>() where T : RunReport => Reports.OfType<T>();

    /// <summary>Losses by step; a step reported twice must have the same loss.</summary>
    public SortedDictionary<int, float> Losses()
    {
        SortedDictionary<int, float> losses = [];
        foreach (LossReport report in Of<LossReport>())
        {
            for (int i = 0; i < report.Losses.Length; i++)
            {
                int step = report.FirstStep + i;
                Assert.True(losses.TryAdd(step, report.Losses[i]) || losses[step].Equals(report.Losses[i]), $"Step {step} has two losses.");
            }
        }

        return losses;
    }
}
