using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Scheduling.FromRecord;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.TestKit;

namespace SiameseSweep.Grains.Tests;

public sealed class NaNMetricTests : IDisposable
{
    private static readonly double?[] Reported = [double.NegativeInfinity, 0.3, double.NaN, double.PositiveInfinity, null];

    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("minimize", 0.1)]
    [InlineData("maximize", 0.9)]
    public async Task Metrics_that_are_no_numbers_or_missing_are_worst_reach_no_target_and_are_never_best(string goal, double target)
    {
        ScriptedTrainer trainer = new()
        {
            Instead = (assignment, reporter) =>
            {
                reporter.Report(new StartedReport("print", 0, 4));
                Dictionary<string, double> metrics = new() { ["test.eer"] = 0.01 };
                if (Reported[assignment.Run.Trial] is { } value)
                {
                    metrics["validation.eer"] = value;
                }

                reporter.Report(new EvaluationReport(1, 4, metrics, 1, false, null, null));
                reporter.Report(new EndedReport(RunState.Finished, null, 1, 4));
            },
        };
        string id;
        await using (TestHead head = await TestHead.Start(_home.Path, trainer, slots: 1))
        {
            id = await head.Commands.Submit($$$"""
                name: odd
                method: grid
                metric: {name: validation.eer, goal: {{{goal}}}, target: {{{target}}}}
                parameters: {margin: {values: [0.5, 1.0, 1.5, 2.0, 2.5]}}
                siamese: {epochs: 1}
                """, "odd.yaml");
            await head.UntilSweep(id, SweepState.Finished);
        }

        using RecordReader record = RecordReader.Open(new HomeDirectory(_home.Path));
        Assert.Equal(5, record.CountRuns(new RunQuery(id, RunState.Finished))); // the target was reached by none
        Ranking ranking = new Rankings(record).Of(id);
        Assert.Equal(new RunId(id, 1, 0, 0), ranking.BestRun);
        Assert.Equal([1, null, null, null, null], ranking.Trials.Select(t => t.Rank));
        Assert.Equal(1, ranking.Trials[0].Trial);

        SweepScheduler loaded = SweepFromRecord.Load(record, record.Sweep(id)!, RecordedDefinition.Of(record.Sweep(id)!));
        Assert.Equal([false, true, false, false, false], loaded.Trials.Select(t => double.IsFinite(t.Value(loaded.Definition.Metric))));
    }
}
