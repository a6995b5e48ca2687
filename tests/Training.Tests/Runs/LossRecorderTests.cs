using SiameseSweep.Core.Runs;
using SiameseSweep.Training.Runs;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Runs;

public sealed class LossRecorderTests
{
    private readonly RecordingReporter _reporter = new();

    [Fact]
    public void Every_step_is_reported_once_under_its_number_however_many_wait()
    {
        using LossRecorder recorder = Recorder(step: 40);
        for (int i = 0; i < 600; i++)
        {
            Add(recorder, i);
        }

        Assert.Equal(512, _reporter.Losses().Count); // twice the room there is on the device
        recorder.Drain();
        recorder.Drain();
        Assert.Equal(Enumerable.Range(0, 600).Select(i => (41 + i, (float)i)), _reporter.Losses().Select(l => (l.Key, l.Value)));
    }

    [Fact]
    public void A_step_is_reported_at_the_latest_when_a_second_has_passed()
    {
        using LossRecorder recorder = Recorder(perLook: TimeSpan.FromSeconds(0.4)); // one look at its making, one a step
        Add(recorder, 1);
        Add(recorder, 2);
        Assert.Empty(_reporter.Reports);
        Add(recorder, 3);
        Assert.Equal([1f, 2, 3], Assert.Single(_reporter.Of<LossReport>()).Losses);
    }

    [Fact]
    public void An_epochs_mean_is_over_all_its_steps_those_before_a_resume_included_and_begins_anew()
    {
        using LossRecorder recorder = Recorder(step: 2, before: [1, 2]);
        Add(recorder, 6);
        Assert.Equal(3, recorder.EndEpoch());
        Add(recorder, 5);
        Add(recorder, 6);
        Assert.Equal(5.5, recorder.EndEpoch());
        Assert.True(double.IsNaN(recorder.EndEpoch()));
    }

    [Fact]
    public void The_history_ends_with_the_first_loss_that_is_not_finite()
    {
        using LossRecorder recorder = Recorder(step: 10);
        foreach (float loss in new[] { 1, 2, float.PositiveInfinity, float.NaN, 3 })
        {
            Add(recorder, loss);
        }

        Assert.Null(recorder.FirstNonFinite); // not known before it is fetched
        recorder.Drain();
        Assert.Equal((13, float.PositiveInfinity), recorder.FirstNonFinite);
        Assert.Equal([(11, 1f), (12, 2), (13, float.PositiveInfinity)], _reporter.Losses().Select(l => (l.Key, l.Value)));
    }

    private static void Add(LossRecorder recorder, float loss)
    {
        using Tensor value = tensor(loss);
        recorder.Add(value);
    }

    private LossRecorder Recorder(int step = 0, float[]? before = null, TimeSpan perLook = default) =>
        new(CPU, _reporter, new LookedAtTime(perLook), step, before ?? []);
}
