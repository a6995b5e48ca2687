using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Silo.Tests.Programs;

/// <summary>A small sweep put on record by Core's own writer, for commands that only read.</summary>
public static class SmallRecord
{
    public const string SweepId = "sample-1a2b";

    public const string Yaml = """
        name: sample
        method: grid
        metric: {name: validation.eer, goal: minimize}
        parameters:
          margin: {values: [1.0, 2.0]}
        siamese: {epochs: 2}
        """;

    /// <summary>Two trials of one run each, two epochs of three steps; trial 0 has EER 0.1, trial 1 has 0.2.</summary>
    public static async Task<HomeDirectory> Write(string path)
    {
        HomeDirectory home = new(path);
        SweepDefinition definition = SweepFile.Parse(Yaml, "sample.yaml").Definition!;
        await using RecordStore store = RecordStore.Open(home, TimeProvider.System);
        await store.Writer.CreateSweep(SweepId, definition);
        for (int trial = 0; trial < 2; trial++)
        {
            RunId run = new(SweepId, trial, 0, 0);
            await store.Writer.AddTrial(
                new NewTrial(SweepId, trial, new RunConfiguration { Margin = trial + 1, Epochs = 2 }, "{}", [(run, 7)]));
            int attempt = (await store.Writer.StartAttempt(new NewAttempt(run, "token", "cpu", "silo", 2)))!.Value;
            RunReport[] reports =
            [
                new StartedReport("f0", 0, 3),
                new LossReport(1, [1.0f, 0.9f, 0.8f, 0.7f, 0.6f, 0.5f]),
                Evaluation(1, 0.3),
                Evaluation(2, 0.1 + (0.1 * trial)),
                new EndedReport(RunState.Finished, null, 2, 6),
            ];
            ReportAck ack = await store.Writer.Apply(new ReportBatch(run, attempt, "token", 1, reports));
            Assert.True(ack.Accepted);
        }

        await store.Writer.SetSweepState(SweepId, SweepState.Finished);
        return home;
    }

    private static EvaluationReport Evaluation(int epoch, double eer) =>
        new(epoch, epoch * 3, new Dictionary<string, double> { ["validation.eer"] = eer, ["test.eer"] = eer }, 1, false, null, null);
}
