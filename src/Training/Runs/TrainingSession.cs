using SiameseSweep.Core.Events;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Checkpoints;
using SiameseSweep.Training.Evaluation;
using SiameseSweep.Training.Models;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Runs;

/// <summary>
/// One attempt at a run, from its data to its last report: the order of things. Lives on one thread. What it trains with is the
/// <see cref="TrainingState"/>'s, what outlives it the <see cref="ResumeKeeper"/>'s and the <see cref="BestCheckpointWriter"/>'s.
/// </summary>
internal sealed class TrainingSession : IDisposable
{
    private readonly RunAssignment _assignment;
    private readonly TrainingContext _context;
    private readonly TimeProvider _time;
    private readonly TrainingState _model;
    private readonly Evaluator _evaluator;
    private readonly BestCheckpointWriter _best;
    private readonly ResumeBasis _basis;
    private readonly ResumeKeeper _resume;
    private readonly HopelessWatch _hopeless;
    private ResumePoint _point = ResumePoint.Start;

    public TrainingSession(RunAssignment assignment, TrainingContext context, SharedBaselines shared, TimeProvider time)
    {
        _assignment = assignment;
        _context = context;
        _time = time;
        _model = new TrainingState(assignment, context.DataDirectory); // the one that can fail and owns what must be given back
        _evaluator = new Evaluator(assignment.Configuration, _model.Data, _model.Loss, shared, assignment.RefitThreshold);
        _basis = ResumeBasis.For(assignment, _model.Data.Fingerprint);
        _best = new BestCheckpointWriter(context.Home, assignment.Run, _basis.Label, context.Reporter, ThrowIfAbandoned);
        _resume = new ResumeKeeper(assignment, context, _model, _basis, _best, time, ThrowIfAbandoned);
        _hopeless = new HopelessWatch(assignment.Configuration, _model.Data.TrainingPersons, _model.Data.TrainingPeople.Length);
    }

    private int Epochs => _assignment.Configuration.Epochs;

    /// <summary>Epochs completed and steps done, for the last words of a session that failed.</summary>
    public (int Epoch, int Step) Progress => (_point.Epoch - 1, _point.Step);

    /// <summary>Trains to the end, or until asked to leave.</summary>
    public void Run()
    {
        Begin();
        using LossRecorder losses = new(_model.Data.Training.device, _context.Reporter, _time, _point.Step, _point.EpochLosses);
        while (_point.Epoch <= Epochs)
        {
            while (_point.StepInEpoch < _model.Sampler.StepsPerEpoch)
            {
                if (LeftWhenAsked(losses))
                {
                    return;
                }

                MakeStep(losses);
                bool due = _resume.IsDue;
                if (due)
                {
                    losses.Drain(); // shows a non-finite loss, after which there is nothing worth saving
                }

                if (FailedNonFinite(losses))
                {
                    return;
                }

                if (due)
                {
                    SaveResumeState(losses);
                }
            }

            if (EndEpoch(losses))
            {
                return;
            }
        }

        End(RunState.Finished, null, Epochs);
    }

    public void Dispose()
    {
        _best.Dispose();
        _model.Dispose();
    }

    private void Begin()
    {
        List<string> unusable = [];
        (ResumeState State, CheckpointReport Weights)? resumed = _resume.Load(unusable.Add);
        _point = resumed?.State.Point ?? ResumePoint.Start;

        int redrawn = resumed is null ? _model.ReplaceDeadWeights() : 0;

        // A resumed network is trained. Its run's baselines were reported before the state was saved: on record, or unacknowledged in it.
        RunReport[] baselines = resumed is null ? [.. _evaluator.Baselines(_model.Network)] : [];
        Report(
            new StartedReport(
                _model.Data.Fingerprint,
                _point.Step,
                _model.Sampler.StepsPerEpoch,
                _basis.Label,
                _model.Data.TrainingPersons,
                _model.Data.TrainingPeople.Length));
        foreach (string why in unusable)
        {
            Report(new Resumed(Unusable: why).ToReport());
        }

        if (redrawn > 0)
        {
            Report(new DeadInitialization(redrawn).ToReport());
        }

        foreach (EvaluationPeople people in new[] { _model.Data.Validation, _model.Data.Test }.OfType<EvaluationPeople>())
        {
            Report(people.Book);
        }

        // Of resume states only the one that was loaded exists still, and it is reported below.
        IEnumerable<RunReport> unacknowledged = (resumed?.State.Unacknowledged ?? []).Where(r =>
            r is not CheckpointReport { Kind: CheckpointKind.Last });
        foreach (RunReport report in baselines.Concat(unacknowledged))
        {
            Report(report);
        }

        if (resumed is { } found)
        {
            Report(found.Weights); // the process may have died before it could say so
        }
    }

    /// <summary>Looked at between two steps; true when the session is over.</summary>
    private bool LeftWhenAsked(LossRecorder losses)
    {
        StopRequest request = _context.Control.Request;
        if (request.EndsAs() is not { } state)
        {
            return request == StopRequest.Abandon; // nothing more is reported or kept
        }

        losses.Drain();
        if (FailedNonFinite(losses))
        {
            return true; // the numbers had ended it already
        }

        if (request == StopRequest.Pause)
        {
            SaveResumeState(losses);
        }

        End(state, _context.Control.Reason, _point.Epoch - 1);
        return true;
    }

    private void MakeStep(LossRecorder losses)
    {
        using var scope = NewDisposeScope();
        losses.Add(_model.Step.Make(_point.Epoch, _point.StepInEpoch));
        _point = _point with { Step = _point.Step + 1, StepInEpoch = _point.StepInEpoch + 1 };
    }

    private bool FailedNonFinite(LossRecorder losses)
    {
        if (losses.FirstNonFinite is not (int step, float value))
        {
            return false;
        }

        Report(new NonFinite(step, value).ToReport());
        _point = _point with { Step = step };
        End(
            RunState.Failed,
            FormattableString.Invariant(
                $"The loss became {value} at step {step}. A lower learning_rate than {_assignment.Configuration.LearningRate} may help."),
            _point.Epoch - 1);
        return true;
    }

    /// <summary>Evaluates the epoch that just ended; true when the run ends with it.</summary>
    private bool EndEpoch(LossRecorder losses)
    {
        double trainLoss = losses.EndEpoch();
        if (FailedNonFinite(losses))
        {
            return true;
        }

        int epoch = _point.Epoch;
        if (_assignment.RefitThreshold is not null && epoch < Epochs)
        {
            // The test people score a refit once, and there is nobody else to evaluate it by.
            Dictionary<string, double> trained = new() { [MetricName.TrainLoss.ToString()] = trainLoss };
            Report(new EvaluationReport(epoch, _point.Step, trained, double.NaN, false, null, null));
            _point = _point with { Epoch = epoch + 1, StepInEpoch = 0 };
            return false;
        }

        using var scope = NewDisposeScope();
        Evaluated evaluated = _evaluator.Evaluate(_model.EvaluatedNetwork);
        Dictionary<string, double> metrics = new(evaluated.Metrics.Values) { [MetricName.TrainLoss.ToString()] = trainLoss };
        Report(
            new EvaluationReport(
                epoch,
                _point.Step,
                metrics,
                evaluated.Metrics.Threshold,
                evaluated.Metrics.ThresholdFromTest,
                evaluated.Validation,
                evaluated.Test));

        double auc = metrics.GetValueOrDefault(BestEpoch.TieBreaker, double.NaN);
        EpochResult result = new(epoch, metrics.GetValueOrDefault(_assignment.Metric.Name, double.NaN), auc);
        bool best = BestEpoch.IsBetter(_assignment.Metric, result, _point.Best);
        _point = _point with
        {
            Epoch = epoch + 1,
            StepInEpoch = 0,
            BestEpoch = best ? epoch : _point.BestEpoch,
            BestValue = best ? result.Value : _point.BestValue,
            BestAuc = best ? auc : _point.BestAuc,
            LastMetrics = evaluated.Metrics with { Values = metrics },
            Health = _hopeless.Extend(_point.Health, epoch, trainLoss, auc, evaluated.Health),
        };
        if (best || epoch == Epochs)
        {
            Report(new EmbeddingReport(epoch, evaluated.Images, evaluated.Vectors, best));
        }

        if (best)
        {
            EmbeddingNetwork network = _model.EvaluatedNetwork;
            _best.Begin(evaluated.Map is null ? network.State : network.StateWith(evaluated.Map), Describe());
        }

        return EndedAsHopeless(epoch, evaluated.Health);
    }

    private bool EndedAsHopeless(int epoch, EmbeddingHealth embeddings)
    {
        if (_hopeless.Judge(_point.Health, embeddings) is not { } finding)
        {
            if (_point.ToldHopeless)
            {
                _point = _point with { ToldHopeless = false };
                Report(new Recovered(epoch).ToReport());
            }

            return false;
        }

        if (!_point.ToldHopeless)
        {
            _point = _point with { ToldHopeless = true };
            Report(finding.Alarm.ToReport());
        }

        if (!_assignment.Options.StopHopeless || epoch == Epochs)
        {
            return false;
        }

        End(RunState.Pruned, finding.Reason, epoch, hopeless: true);
        return true;
    }

    /// <summary>Saves the state between two steps; the losses are drained.</summary>
    private void SaveResumeState(LossRecorder losses)
    {
        // The weights that training goes on from are not whitened, so a threshold of whitened embeddings says nothing of them.
        CheckpointMetadata metadata = Describe();
        _resume.Save(
            _point with { EpochLosses = [.. losses.Epoch] },
            _assignment.Configuration.Whiten == Whitening.None ? metadata : metadata with { Threshold = double.NaN });
    }

    private void End(RunState state, string? reason, int epoch, bool hopeless = false)
    {
        _best.Finish();
        Report(new EndedReport(state, reason, epoch, _point.Step, FailureCause.Run, hopeless));
    }

    /// <summary>Of the weights as they are now.</summary>
    private CheckpointMetadata Describe() => new(
        _assignment.Run.ToString(), _point.Epoch - 1, _point.Step, _assignment.Configuration, _model.Loss.Definition.Dissimilarity,
        _point.LastMetrics?.Threshold ?? double.NaN, _point.LastMetrics?.ThresholdFromTest ?? false, _point.LastMetrics?.Values ?? [],
        _model.Data.Fingerprint, _model.Data.Grey);

    private void ThrowIfAbandoned()
    {
        if (_context.Control.Request == StopRequest.Abandon)
        {
            throw new OperationCanceledException("The attempt was abandoned.");
        }
    }

    private void Report(RunReport report) => _context.Reporter.Report(report);
}
