using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Silo.Documents;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Progress;

/// <summary>How far a run of an extended sweep is, is told by the epochs that it trains and not by those it was proposed with.</summary>
public sealed class ExtendedProgressTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(null, 2)]
    [InlineData(8, 8)]
    public async Task The_epochs_of_a_run_in_training_are_those_it_is_to_train(int? extended, int epochs)
    {
        await using RecordStore store = RecordStore.Open(new HomeDirectory(_home.Path), TimeProvider.System);
        RunId run = new("mine-0001", 0, 0, 0);
        await store.Writer.CreateSweep(run.SweepId, SweepFile.Parse(SmallRecord.Yaml, "sample.yaml").Definition!);
        await store.Writer.AddTrial(new NewTrial(run.SweepId, 0, new RunConfiguration { Epochs = 2 }, "{}", [(run, 7)]));
        await store.Writer.ChangeSweep(new SweepChange(run.SweepId) { Epochs = extended });
        int attempt = (await store.Writer.StartAttempt(new NewAttempt(run, "token", "cpu", "silo", 1)))!.Value;
        Assert.True((await store.Writer.Apply(new ReportBatch(run, attempt, "token", 1, [new StartedReport("print", 0, 3)]))).Accepted);

        ActiveRunDocument active = Assert.Single(ProgressDocument.From(store.Reader, store.Reader.Sweep(run.SweepId)!).Active);

        Assert.Equal(epochs, active.Epochs);
    }
}
