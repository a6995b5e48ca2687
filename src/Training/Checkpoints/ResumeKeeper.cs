using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Training.Checkpoints;

/// <summary>Saves a training's resume state when it is due and brings it back: schedule, files and reports in one hand.</summary>
internal sealed class ResumeKeeper
{
    private readonly TrainingContext _context;
    private readonly TrainingState _model;
    private readonly BestCheckpointWriter _best;
    private readonly ResumeBasis _basis;
    private readonly ResumeFiles _files;
    private readonly ResumeSchedule _schedule;
    private readonly Action _beforeRename;

    public ResumeKeeper(
        RunAssignment assignment,
        TrainingContext context,
        TrainingState model,
        ResumeBasis basis,
        BestCheckpointWriter best,
        TimeProvider time,
        Action beforeRename)
    {
        _context = context;
        _model = model;
        _best = best;
        _basis = basis;
        _beforeRename = beforeRename;
        _files = new ResumeFiles(context.Home, assignment.Run, assignment.Attempt);
        _schedule = new ResumeSchedule(time, Weights.Concat(Others).Sum(t => t.Tensor.numel() * t.Tensor.element_size()));
    }

    /// <summary>Whether a state should be saved now.</summary>
    public bool IsDue => _schedule.IsDue;

    private IReadOnlyList<NamedTensor> Weights => _model.EvaluatedNetwork.State;

    private NamedTensor[] Others => [.. _model.Optimizer.State, .. _model.LossParameters, .. _model.StateBesideAverage];

    /// <summary>Brings the newest usable state back into the model; null, and the model at its start, when there is none.</summary>
    public (ResumeState State, CheckpointReport Weights)? Load(Action<string> onUnusable)
    {
        bool touched = false;
        var loaded = _files.Load(_basis, Weights, Others, why =>
        {
            touched = true;
            onUnusable(why);
        });
        if (loaded is not { } found)
        {
            if (touched)
            {
                _model.Reset(); // a state that broke half way has left its values behind
            }

            return null;
        }

        return (found.State, Report(found.State.Point, found.Weights));
    }

    /// <summary>Writes the state and reports its weights file. What was reported before is on record or in the state.</summary>
    public void Save(ResumePoint point, CheckpointMetadata metadata)
    {
        using ResumeSchedule.Measurement measured = _schedule.Measure();
        _best.Finish(); // its report must be sent, or be among the unacknowledged, before the state that follows it
        WrittenFile weights = _files.Save(_basis, point, Weights, metadata, Others, _context.Reporter.Unacknowledged(), _beforeRename);
        _context.Reporter.Report(Report(point, weights));
    }

    private CheckpointReport Report(ResumePoint point, WrittenFile weights) =>
        new(point.Epoch - 1, CheckpointKind.Last, _context.Home.Relative(weights.Path), weights.Bytes, weights.Sha256);
}
