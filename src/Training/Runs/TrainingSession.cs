using System.Text.Json;
using SiameseSweep.Core;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Checkpoints;
using SiameseSweep.Training.Evaluation;
using SiameseSweep.Training.Losses;
using SiameseSweep.Training.Mining;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Runs;

/// <summary>One attempt at a run, from its data to its last report. Lives on one thread.</summary>
internal sealed class TrainingSession : IDisposable
{
    private readonly RunAssignment _assignment;
    private readonly TrainingContext _context;
    private readonly TimeProvider _time;
    private readonly RunData _data;
    private readonly SiameseNetwork _network;
    private readonly SiameseLoss _loss;
    private readonly FusedOptimizer _optimizer;
    private readonly IBatchSampler _sampler;
    private readonly Evaluator _evaluator;
    private readonly BestCheckpointWriter _best;
    private readonly ResumeSchedule _schedule;
    private readonly ResumeFiles _resume;
    private readonly TrainingStep _step;
    private readonly ulong _key;
    private LossRecorder? _losses;
    private ResumePoint _point = new(1, 0, 0, null, double.NaN, [], [], false, 0, "", "");
    private EvaluationMetrics? _lastMetrics;

    public TrainingSession(RunAssignment assignment, TrainingContext context, TimeProvider time)
    {
        _assignment = assignment;
        _context = context;
        _time = time;
        RunConfiguration configuration = assignment.Configuration;
        Device device = torch.device(assignment.Device);
        _key = RunSeeds.For(assignment.Options.Seed, assignment.Run);
        _data = RunData.Load(assignment, context.DataDirectory, device);
        _network = new SiameseNetwork(configuration.ImageSize, configuration.EmbeddingSize, configuration.Dropout, _key, device);
        _loss = LossRegistry.Create(configuration, _data.TrainingPeople.Distinct().Count(), device, _key);
        _sampler = BatchSamplerRegistry.Create(configuration, _data.TrainingPeople, _key);
        _optimizer = new FusedOptimizer(
            configuration.Optimizer,
            [.. _network.Parameters, .. LossParameters], configuration.LearningRate, configuration.WeightDecay);
        _evaluator = new Evaluator(_data, _loss);
        _best = new BestCheckpointWriter(context.Home, assignment.Run, context.Reporter);
        _resume = new ResumeFiles(context.Home, assignment.Run);
        _step = new TrainingStep(configuration, _key, _data.Training, _sampler, _network, _loss, _optimizer);
        _schedule = new ResumeSchedule(time, _network.State.Concat(ResumeTensors).Sum(t => t.Tensor.numel() * t.Tensor.element_size()));
    }

    private IEnumerable<NamedTensor> LossParameters => _loss.Parameters.Select(p => new NamedTensor($"loss.{p.Name}", p.Parameter));

    private NamedTensor[] ResumeTensors => [.. _optimizer.State, .. LossParameters];

    private int Epochs => _assignment.Configuration.Epochs;

    /// <summary>Trains to the end, or until asked to leave.</summary>
    public void Run()
    {
        IReadOnlyList<RunReport> unacknowledged = LoadResumeState();
        Introduce(unacknowledged);
        using LossRecorder losses = _losses = new LossRecorder(_data.Training.device, _context.Reporter, _time, _point.Step, _point.EpochLosses);
        while (_point.Epoch <= Epochs)
        {
            while (_point.StepInEpoch < _sampler.StepsPerEpoch)
            {
                if (LeftWhenAsked())
                {
                    return;
                }

                MakeStep(losses);
                if (losses.FirstNonFinite is not null)
                {
                    FailNonFinite(losses);
                    return;
                }

                if (_schedule.IsDue)
                {
                    SaveResumeState(losses);
                }
            }

            if (EndEpoch(losses))
            {
                return;
            }
        }

        _best.Finish();
        Report(new EndedReport(RunState.Finished, null, Epochs, _point.Step));
    }

    /// <summary>Epochs completed and steps done, for the last words of a session that failed.</summary>
    public (int Epoch, int Step) Progress => (_point.Epoch - 1, _point.Step);

    public void Dispose()
    {
        _optimizer.Dispose();
        _loss.Dispose();
        _network.Dispose();
        _data.Dispose();
    }

    private IReadOnlyList<RunReport> LoadResumeState()
    {
        var loaded = _resume.Load(_network.State, ResumeTensors, _assignment.Threads, why => Event(EventKinds.Resumed, new { unusable = why }));
        if (loaded is null)
        {
            // A pair that broke half way may have left its values behind: the start is the start.
            using SiameseNetwork fresh = new(_network.ImageSize, _network.EmbeddingSize, _network.Dropout, _key, _data.Training.device);
            using (no_grad())
            {
                for (int i = 0; i < fresh.State.Count; i++)
                {
                    _network.State[i].Tensor.copy_(fresh.State[i].Tensor);
                }
            }

            return [];
        }

        _point = loaded.Value.Point;
        return loaded.Value.Unacknowledged;
    }

    private void Introduce(IReadOnlyList<RunReport> unacknowledged)
    {
        if (_assignment.DatasetFingerprint is string expected && expected != _data.Fingerprint)
        {
            throw new UserErrorException(
                $"The data set on this worker has the fingerprint {_data.Fingerprint[..12]}…, but the sweep was begun on {expected[..12]}…. Put the same data under --data.");
        }

        Report(new StartedReport(_data.Fingerprint, _point.Step, _sampler.StepsPerEpoch));
        foreach (EvaluationPeople people in new[] { _data.Validation, _data.Test }.OfType<EvaluationPeople>())
        {
            Report(people.Book);
        }

        if (!_assignment.BaselinesRecorded)
        {
            using SiameseNetwork untrained = new(_network.ImageSize, _network.EmbeddingSize, _network.Dropout, _key, _data.Training.device);
            foreach (BaselineReport baseline in _evaluator.Baselines(untrained))
            {
                Report(baseline);
            }
        }

        foreach (RunReport report in unacknowledged)
        {
            Report(report);
        }
    }

    private bool LeftWhenAsked()
    {
        RunControl control = _context.Control;
        switch (control.Request)
        {
            case EndRequest.None:
                return false;
            case EndRequest.Pause:
                SaveResumeState(_losses!);
                Leave(RunState.Paused);
                return true;
            case EndRequest.Prune:
                Leave(RunState.Pruned);
                return true;
            case EndRequest.Stop:
                Leave(RunState.Stopped);
                return true;
            default:
                _best.Finish();
                return true;
        }
    }

    private void Leave(RunState state)
    {
        _losses!.Drain();
        _best.Finish();
        Report(new EndedReport(state, _context.Control.Reason, _point.Epoch - 1, _point.Step));
    }

    private void MakeStep(LossRecorder losses)
    {
        using var scope = NewDisposeScope();
        losses.Add(_step.Make(_point.Epoch, _point.StepInEpoch));
        _point = _point with { Step = _point.Step + 1, StepInEpoch = _point.StepInEpoch + 1 };
    }

    private void FailNonFinite(LossRecorder losses)
    {
        (int step, float value) = losses.FirstNonFinite!.Value;
        Event(EventKinds.NonFinite, new { step, loss = value.ToString(System.Globalization.CultureInfo.InvariantCulture) });
        _best.Finish();
        Report(new EndedReport(
            RunState.Failed,
            FormattableString.Invariant($"The loss became {value} at step {step}. A lower learning_rate than {_assignment.Configuration.LearningRate} may help."),
            _point.Epoch - 1, step));
    }

    /// <summary>Evaluates the epoch that just ended; true when the run ends with it.</summary>
    private bool EndEpoch(LossRecorder losses)
    {
        double trainLoss = losses.EndEpoch();
        if (losses.FirstNonFinite is not null)
        {
            FailNonFinite(losses);
            return true;
        }

        int epoch = _point.Epoch;
        Evaluated evaluated = _evaluator.Evaluate(_network);
        _lastMetrics = evaluated.Metrics;
        Dictionary<string, double> metrics = new(evaluated.Metrics.Values) { ["train.loss"] = trainLoss };
        Report(new EvaluationReport(epoch, _point.Step, metrics, evaluated.Metrics.Threshold, evaluated.Metrics.ThresholdFromTest, evaluated.Validation, evaluated.Test));

        double value = metrics.GetValueOrDefault(_assignment.Metric.Name, double.NaN);
        bool best = _assignment.Metric.IsBetter(value, _point.BestValue);
        _point = _point with { Epoch = epoch + 1, StepInEpoch = 0, BestEpoch = best ? epoch : _point.BestEpoch, BestValue = best ? value : _point.BestValue };
        if (best || epoch == Epochs)
        {
            Report(new EmbeddingReport(epoch, evaluated.Images, evaluated.Vectors, best));
        }

        if (best)
        {
            _best.Begin(_network.State, Describe(epoch, metrics));
        }

        return IsHopeless(epoch, trainLoss, metrics, evaluated.Health);
    }

    private bool IsHopeless(int epoch, double trainLoss, Dictionary<string, double> metrics, EmbeddingHealth health)
    {
        RunConfiguration configuration = _assignment.Configuration;
        bool collapsed = health.IsCollapsed(_loss.Dissimilarity, configuration.Margin);
        EpochHealth now = new(epoch, trainLoss, metrics.GetValueOrDefault("validation.auc", double.NaN), collapsed);
        _point = _point with { Health = [.. _point.Health.TakeLast(HopelessRule.ChanceEpochs - 1), now] };
        double floor = _loss.ChanceFloor(0.5);
        HopelessKind kind = HopelessRule.Judge(_point.Health, floor);
        if (kind == HopelessKind.None)
        {
            return false;
        }

        string reason = kind == HopelessKind.Collapsed
            ? FormattableString.Invariant($"The embeddings collapsed: spread {health.Spread:g3}, effective rank {health.EffectiveRank:f2} at epoch {epoch}.")
            : FormattableString.Invariant($"The loss stays at its chance floor: {trainLoss:g4} against {floor:g4} at epoch {epoch}.");
        if (!_point.ToldHopeless)
        {
            _point = _point with { ToldHopeless = true };
            Event(
                kind == HopelessKind.Collapsed ? EventKinds.Collapsed : EventKinds.AtChance,
                new { epoch, train_loss = Number(trainLoss), chance_floor = floor, spread = Number(health.Spread), effective_rank = Number(health.EffectiveRank), validation_auc = Number(now.ValidationAuc) });
        }

        if (!_assignment.Options.StopHopeless || epoch == Epochs)
        {
            return false;
        }

        _best.Finish();
        Report(new EndedReport(RunState.Pruned, reason, epoch, _point.Step));
        return true;
    }

    private void SaveResumeState(LossRecorder losses)
    {
        using ResumeSchedule.Measurement measured = _schedule.Measure();
        losses.Drain();
        _best.Finish(); // its report must be sent, or be among the unacknowledged, before the state that follows it
        ResumePoint point = _point with { EpochLosses = [.. losses.Epoch], Threads = _assignment.Threads };
        WrittenFile weights = _resume.Save(point, _network.State, Describe(_point.Epoch - 1, _lastMetrics?.Values ?? []), ResumeTensors, _context.Reporter.Unacknowledged());
        Report(new CheckpointReport(_point.Epoch - 1, CheckpointKind.Last, _context.Home.Relative(weights.Path), weights.Bytes, weights.Sha256));
    }

    private CheckpointMetadata Describe(int epoch, Dictionary<string, double> metrics) => new(
        _assignment.Run.ToString(), epoch, _point.Step, _assignment.Configuration, _loss.Dissimilarity,
        _lastMetrics?.Threshold ?? double.NaN, _lastMetrics?.ThresholdFromTest ?? false, metrics, _data.Fingerprint);

    private void Report(RunReport report) => _context.Reporter.Report(report);

    private void Event(string kind, object detail) => Report(new EventReport(kind, JsonSerializer.Serialize(detail)));

    private static double? Number(double value) => double.IsFinite(value) ? value : null; // JSON has no NaN
}
