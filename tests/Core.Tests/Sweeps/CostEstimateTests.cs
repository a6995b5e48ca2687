using SiameseSweep.Core.Models;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles.Plans;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;

namespace SiameseSweep.Core.Tests.Sweeps;

public sealed class CostEstimateTests : IDisposable
{
    private const string Later = "margin: {values: [1, 2]}, image_size: {value: 50}, batch_size: {value: 16}, epochs: {value: 4}";

    private readonly TemporaryDirectory _home = new();
    private readonly SettableClock _clock = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Time_grows_with_steps_images_and_pixels_and_disk_with_steps_and_kept_checkpoints()
    {
        // 100 steps of 32 pairs at 100 × 100 take 200 s: 3.125 µs a pixel.
        await using RecordStore store = RecordStore.Open(new HomeDirectory(_home.Path), _clock);
        await Train(store, new RunConfiguration(), steps: 100, TimeSpan.FromSeconds(200), checkpointBytes: 160_000_000);
        SweepDefinition sweep = Yaml.Accept(Yaml.Of(Later, "grid", "{dataset: {kind: orl}, replicates: 2, checkpoints: {keep: 1}}"));

        CostEstimate cost = CostEstimate.For(sweep, SweepPlan.For(sweep), store.Reader, recordBytes: 1_000_000)!;

        // 320 training images at batch 16: 20 steps an epoch, 80 a run, of 16 pairs at a quarter of the pixels; 4 runs.
        Assert.Equal(("cpu", 1), (cost.Device, cost.RunsMeasured));
        Assert.Equal(200.0 * 80 / 100 / 2 / 4, cost.SecondsPerRun, 9);
        Assert.Equal(4 * cost.SecondsPerRun, cost.Seconds!.Value, 9);
        Assert.Equal(800_000, cost.BytesPerRun, 6);
        // by the weights of the first and last fully connected layers
        double checkpoint = 160_000_000 * ((8 * 50 * 50) + 5.0) / ((8 * 100 * 100) + 5.0);
        Assert.Equal((4 * 800_000) + (2 * checkpoint), cost.Bytes!.Value, 3); // one trial's two runs keep theirs
        SweepDefinition keepsMore = sweep with { Siamese = sweep.Siamese with { KeepCheckpoints = 3 } };
        Assert.Equal(
            (4 * 800_000) + (4 * checkpoint),
            CostEstimate.For(keepsMore, SweepPlan.For(keepsMore), store.Reader, 1_000_000)!.Bytes!.Value,
            3
        ); // there are two trials only
        Assert.Contains(
            "about 80 s of CPU time and 83 MB of disk, based on 1 run measured here\n",
            SweepPlanText.Render(SweepPlan.For(sweep), cost),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_triplet_costs_three_images_and_an_endless_sweep_is_told_by_the_run()
    {
        await using RecordStore store = RecordStore.Open(new HomeDirectory(_home.Path), _clock);
        await Train(store, new RunConfiguration(), steps: 100, TimeSpan.FromHours(1), checkpointBytes: null);
        SweepDefinition sweep = Yaml.Accept(
            "method: random\nparameters: {loss: {value: triplet}}\nsiamese: {dataset: {kind: orl}, epochs: 100}");

        CostEstimate cost = CostEstimate.For(sweep, SweepPlan.For(sweep), store.Reader, 2_000_000_000)!;

        Assert.Equal(3600.0 * 10 * 3 / 2, cost.SecondsPerRun, 6);
        Assert.Null(cost.Seconds);
        Assert.Null(cost.Bytes);
        Assert.Contains(
            "about 15 h of CPU time and 20 GB of disk a run, based on",
            SweepPlanText.Render(SweepPlan.For(sweep), cost),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_another_model_costs_is_judged_by_its_definition()
    {
        await using RecordStore store = RecordStore.Open(new HomeDirectory(_home.Path), _clock);
        await Train(store, new RunConfiguration(), steps: 100, TimeSpan.FromSeconds(200), checkpointBytes: 160_000_000);
        CostEstimate One(string parameters)
        {
            SweepDefinition sweep = Yaml.Accept(Yaml.Of(parameters, "grid", "{dataset: {kind: orl}}"));
            return CostEstimate.For(sweep, SweepPlan.For(sweep), store.Reader, 0)!;
        }

        ModelDefinition convnet = ModelCatalog.Of(ModelKind.Convnet), siamese = ModelCatalog.Of(ModelKind.Siamese);
        NetworkShape shape = new(32, 64, 16, 1), seeds = new(100, 5, 16, 1);
        CostEstimate theirs = One("model: {value: convnet}"), ours = One("model: {value: siamese}");
        Assert.Equal(convnet.CostPerImage(shape) / siamese.CostPerImage(seeds), theirs.SecondsPerRun / ours.SecondsPerRun, 9);
        Assert.Equal(160_000_000.0 * convnet.LeastBytes(shape) / siamese.LeastBytes(seeds), theirs.Bytes!.Value, 3);
    }

    [Fact]
    public async Task Nothing_is_made_up_without_a_finished_run_or_without_a_number_of_images()
    {
        await using RecordStore store = RecordStore.Open(new HomeDirectory(_home.Path), _clock);
        SweepDefinition known = Yaml.Accept(Yaml.Of(Later));
        Assert.Null(CostEstimate.For(known, SweepPlan.For(known), store.Reader, 1000));

        await Train(store, new RunConfiguration(), steps: 100, TimeSpan.FromSeconds(200), checkpointBytes: null);
        SweepDefinition folder = Yaml.Accept(Yaml.Of(Later, siamese: "{dataset: {kind: folder, train: a, test: b}}"));
        Assert.NotNull(CostEstimate.For(known, SweepPlan.For(known), store.Reader, 1000));
        Assert.Null(CostEstimate.For(folder, SweepPlan.For(folder), store.Reader, 1000));
    }

    private async Task Train(RecordStore store, RunConfiguration configuration, int steps, TimeSpan time, long? checkpointBytes)
    {
        RunId run = new("s-0001", 0, 0, 0);
        await store.Writer.CreateSweep(run.SweepId, Yaml.Accept(Yaml.Of("margin: {value: 1}")));
        await store.Writer.AddTrial(new NewTrial(run.SweepId, 0, configuration, "{}", [(run, 7)]));
        int attempt = (await store.Writer.StartAttempt(new NewAttempt(run, "token", "cpu", "silo", 2)))!.Value;
        _clock.Now += time;
        List<RunReport> reports = [new StartedReport("f", 0, steps), new LossReport(1, [.. Enumerable.Repeat(1f, steps)])];
        if (checkpointBytes is { } bytes)
        {
            reports.Add(new CheckpointReport(1, CheckpointKind.Best, "checkpoints/best.safetensors", bytes, new string('0', 64)));
        }

        reports.Add(new EndedReport(RunState.Finished, null, configuration.Epochs, steps));
        Assert.True((await store.Writer.Apply(new ReportBatch(run, attempt, "token", 1, [.. reports]))).Accepted);
    }

    private sealed class SettableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
