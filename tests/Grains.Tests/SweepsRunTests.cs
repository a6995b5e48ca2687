using SiameseSweep.Core;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.TestKit;

namespace SiameseSweep.Grains.Tests;

public sealed class SweepsRunTests : IDisposable
{
    private const string FourTrials = """
        name: four
        method: grid
        parameters: {margin: {values: [0.5, 1.0, 1.5, 2.0]}}
        siamese: {epochs: 3}
        """;

    private readonly TemporaryDirectory _home = new();
    private readonly ScriptedTrainer _trainer = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_sweep_runs_to_its_end_with_every_step_on_record()
    {
        await using TestHead head = await TestHead.Start(_home.Path, _trainer);
        string id = await head.Commands.Submit(FourTrials, "four.yaml");
        await head.UntilSweep(id, SweepState.Finished);
        Assert.StartsWith("four-", id, StringComparison.Ordinal);
        Assert.Equal(4, head.Record.Trials(id).Count);
        Assert.All(head.Record.Runs(new RunQuery(id)), run =>
        {
            Assert.Equal(RunState.Finished, run.State);
            Assert.Equal(1, run.Attempt);
            Assert.Equal(Enumerable.Range(1, 12), head.Record.Losses(run.RunId).Select(l => l.Step));
        });
    }

    [Fact]
    public async Task A_file_that_is_refused_is_refused_with_its_place()
    {
        await using TestHead head = await TestHead.Start(_home.Path, _trainer);
        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() => head.Commands.Submit("method: grid\nparameters: {margin: {value: -1}}", "bad.yaml"));
        Assert.StartsWith("bad.yaml:2:", error.Message, StringComparison.Ordinal);
        Assert.Empty(head.Record.Sweeps());
    }
}
