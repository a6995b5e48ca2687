using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Grains.Tests;

public sealed class KilledWorkersTests
{
    private const int Kills = 4; // more than a run may have without a new step

    [Fact]
    public async Task A_run_with_new_losses_in_every_attempt_is_not_given_up_however_often_its_worker_is_killed()
    {
        using TemporaryDirectory home = new();
        FewLossesTrainer trainer = new();
        await using TestHead head = await TestHead.Start(home.Path, trainer, worker: false);
        string id = await head.Commands.Submit("method: grid\nparameters: {margin: {values: [1.0]}}\nsiamese: {epochs: 1}\n", "one.yaml");
        RunId run = new(id, 0, 0, 0);
        for (int attempt = 1; attempt <= Kills; attempt++)
        {
            await using TestHead worker = await TestHead.Start(home.Path, trainer, slots: 1, head: false);
            await head.Until(r =>
                r.Run(run) is { } row
                && (row.State == RunState.Failed || (row.Attempt == attempt && row.Step == attempt * FewLossesTrainer.Losses)));
            Assert.Equal((RunState.Running, attempt), (head.Record.Reader.Run(run)!.State, head.Record.Reader.Run(run)!.Attempt));
            await worker.Kill();
        }

        await using TestHead last = await TestHead.Start(home.Path, trainer, slots: 1, head: false);
        await head.UntilRun(run, RunState.Finished);
    }

    /// <summary>Reports a few losses more in each attempt, never an evaluation before its last.</summary>
    private sealed class FewLossesTrainer : ITrainer
    {
        public const int Losses = 2;

        public void Train(RunAssignment assignment, TrainingContext context)
        {
            int first = ((assignment.Attempt - 1) * Losses) + 1;
            context.Reporter.Report(new StartedReport("print", first - 1, (Kills + 1) * Losses));
            using ManualResetEventSlim ended = new();
            ended.Wait(TimeSpan.FromMilliseconds(500)); // a step takes its time, so the losses travel by themselves
            context.Reporter.Report(new LossReport(first, [.. Enumerable.Repeat(0.5f, Losses)]));
            if (assignment.Attempt <= Kills)
            {
                ended.Wait(TimeSpan.FromSeconds(20)); // its worker is killed meanwhile
                return;
            }

            context.Reporter.Report(
                new EvaluationReport(
                    1,
                    assignment.Attempt * Losses,
                    new Dictionary<string, double> { [assignment.Metric.Name] = 0.1 },
                    0,
                    false,
                    null,
                    null));
            context.Reporter.Report(new EndedReport(RunState.Finished, null, 1, assignment.Attempt * Losses));
        }
    }
}
