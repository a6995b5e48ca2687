using System.Text.Json.Serialization;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Events;

/// <summary>
/// An event of the record: one sealed record a kind, whose properties are the fields of the row's <c>detail</c>. The attributes here are
/// the table of kinds.
/// </summary>
[JsonDerivedType(typeof(SweepCreated), EventKinds.SweepCreated)]
[JsonDerivedType(typeof(SweepRunning), EventKinds.SweepRunning)]
[JsonDerivedType(typeof(SweepPaused), EventKinds.SweepPaused)]
[JsonDerivedType(typeof(SweepFinished), EventKinds.SweepFinished)]
[JsonDerivedType(typeof(SweepStopped), EventKinds.SweepStopped)]
[JsonDerivedType(typeof(SweepFailed), EventKinds.SweepFailed)]
[JsonDerivedType(typeof(SweepExtended), EventKinds.SweepExtended)]
[JsonDerivedType(typeof(SweepDeleted), EventKinds.SweepDeleted)]
[JsonDerivedType(typeof(TrialProposed), EventKinds.TrialProposed)]
[JsonDerivedType(typeof(RunStarted), EventKinds.RunStarted)]
[JsonDerivedType(typeof(Resumed), EventKinds.Resumed)]
[JsonDerivedType(typeof(BegunAgain), EventKinds.BegunAgain)]
[JsonDerivedType(typeof(RunQueued), EventKinds.RunQueued)]
[JsonDerivedType(typeof(RunFinished), EventKinds.RunFinished)]
[JsonDerivedType(typeof(RunPruned), EventKinds.RunPruned)]
[JsonDerivedType(typeof(RunFailed), EventKinds.RunFailed)]
[JsonDerivedType(typeof(RunStopped), EventKinds.RunStopped)]
[JsonDerivedType(typeof(RunPaused), EventKinds.RunPaused)]
[JsonDerivedType(typeof(RunDeleted), EventKinds.RunDeleted)]
[JsonDerivedType(typeof(AttemptSuperseded), EventKinds.AttemptSuperseded)]
[JsonDerivedType(typeof(WorkerRefused), EventKinds.WorkerRefused)]
[JsonDerivedType(typeof(FingerprintMismatch), EventKinds.FingerprintMismatch)]
[JsonDerivedType(typeof(CheckpointSaved), EventKinds.CheckpointSaved)]
[JsonDerivedType(typeof(CheckpointRemoved), EventKinds.CheckpointRemoved)]
[JsonDerivedType(typeof(FileNotRemoved), EventKinds.FileNotRemoved)]
[JsonDerivedType(typeof(Collapsed), EventKinds.Collapsed)]
[JsonDerivedType(typeof(AtChance), EventKinds.AtChance)]
[JsonDerivedType(typeof(Recovered), EventKinds.Recovered)]
[JsonDerivedType(typeof(DeadInitialization), EventKinds.DeadInitialization)]
[JsonDerivedType(typeof(BaselineImpossible), EventKinds.BaselineImpossible)]
[JsonDerivedType(typeof(NonFinite), EventKinds.NonFinite)]
[JsonDerivedType(typeof(PruneJudged), EventKinds.PruneDecision)]
[JsonDerivedType(typeof(LossMismatch), EventKinds.LossMismatch)]
[JsonDerivedType(typeof(LossGap), EventKinds.LossGap)]
public abstract record RecordedEvent
{
    /// <summary>Returns the event as a report of a training.</summary>
    public EventReport ToReport() => new(EventJson.KindOf(this), EventJson.Write(this));
}
