using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.SweepFiles.Plans;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Core.Tests.Store;
using SiameseSweep.TestKit;

namespace SiameseSweep.Core.Tests.Results;

/// <summary>
/// A grid of four trials of one run with two epochs of four steps: the first took ten minutes, the second is half done after five.
/// </summary>
public sealed class SweepForecastTests : IAsyncLifetime
{
    private const string Id = "grid-0000";
    private static readonly DateTimeOffset Begin = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryDirectory _home = new();
    private readonly Clock _clock = new(Begin);
    private RecordStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = RecordStore.Open(new HomeDirectory(_home.Path), _clock);
        await _store.Writer.CreateSweep(Id, SweepFile.Parse("""
            method: grid
            metric: {name: validation.eer, target: 0.1}
            parameters: {margin: {values: [1, 2, 3, 4]}}
            siamese: {epochs: 2}
            """, "grid.yaml").Definition!);
        await Report(0, step: 8, value: 0.2, RunState.Finished, TimeSpan.FromMinutes(10));
        await Report(1, step: 4, value: 0.3, RunState.Running, TimeSpan.FromMinutes(5));
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public void Epochs_of_runs_in_training_count_and_the_time_left_goes_by_the_time_runs_took() =>
        Assert.Equal(new SweepForecast(4, 1.5 / 4, TimeSpan.FromMinutes(25)), Rounded(Forecast()));

    [Fact]
    public async Task A_paused_sweep_has_no_time_left_and_an_ended_one_the_runs_on_record()
    {
        await _store.Writer.SetSweepState(Id, SweepState.Paused);
        Assert.Equal((4, null), (Forecast().PlannedRuns, Forecast().Left));

        await _store.Writer.SetSweepState(Id, SweepState.Stopped);
        Assert.Equal((2, null), (Forecast().PlannedRuns, Forecast().Left));
    }

    [Theory]
    [InlineData(100, 4)] // a grid ends with its last point, however far its cap was moved
    [InlineData(3, 3)]
    public async Task The_cap_that_extend_set_counts(int cap, int planned)
    {
        await _store.Writer.ChangeSweep(new SweepChange(Id) { RunCap = cap });

        Assert.Equal(planned, Forecast().PlannedRuns);
    }

    [Fact]
    public async Task Of_a_sweep_that_was_given_more_epochs_a_smaller_share_is_done()
    {
        await _store.Writer.ChangeSweep(new SweepChange(Id) { Epochs = 4 });

        Assert.Equal(1.25 / 4, Forecast().Done!.Value, 6);
    }

    [Fact]
    public async Task Once_a_trial_reached_the_target_no_more_is_planned_unless_more_was_asked_for()
    {
        await Report(2, step: 8, value: 0.1, RunState.Finished, TimeSpan.FromMinutes(10));
        Assert.Equal(3, Forecast().PlannedRuns);

        await _store.Writer.ChangeSweep(new SweepChange(Id) { RunCap = 10 });
        Assert.Equal(4, Forecast().PlannedRuns);
    }

    [Fact]
    public void Of_a_text_that_this_build_refuses_nothing_is_told() =>
        Assert.Equal(
            new SweepForecast(null, null, null),
            SweepForecast.Of(_store.Reader, _store.Reader.Sweep(Id)! with { SpecYaml = "rubbish: [" }, _clock.GetUtcNow()));

    private SweepForecast Forecast() => SweepForecast.Of(_store.Reader, _store.Reader.Sweep(Id)!, _clock.GetUtcNow());

    private static SweepForecast Rounded(SweepForecast forecast) =>
        forecast with { Left = forecast.Left is { } left ? TimeSpan.FromSeconds(Math.Round(left.TotalSeconds)) : null };

    private async Task Report(int trial, int step, double value, RunState state, TimeSpan took)
    {
        RunId run = new(Id, trial, 0, 0);
        await _store.Writer.AddTrial(new NewTrial(Id, trial, new RunConfiguration { Epochs = 2, Margin = trial + 1 }, "{}", [(run, 7)]));
        int attempt = (await _store.Writer.StartAttempt(new NewAttempt(run, "token", "cpu", "silo", 1)))!.Value;
        _clock.Pass(took);
        List<RunReport> reports =
        [
            new StartedReport("print", 0, 4), new LossReport(1, [.. Enumerable.Repeat(0.5f, step)]),
            new EvaluationReport(step / 4, step, new() { ["validation.eer"] = value }, 1, false, null, null),
        ];
        if (state != RunState.Running)
        {
            reports.Add(new EndedReport(state, null, step / 4, step));
        }

        Assert.True((await _store.Writer.Apply(new ReportBatch(run, attempt, "token", 1, [.. reports]))).Accepted);
    }
}
