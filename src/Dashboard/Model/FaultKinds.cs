using SiameseSweep.Core.Events;

namespace SiameseSweep.Dashboard.Model;

/// <summary>Events that say that something went wrong, as the record names them.</summary>
public static class FaultKinds
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        EventKinds.RunFailed,
        EventKinds.AttemptSuperseded,
        EventKinds.WorkerRefused,
        EventKinds.FingerprintMismatch,
        EventKinds.FileNotRemoved,
        EventKinds.NonFinite,
        EventKinds.LossMismatch,
        EventKinds.LossGap,
        EventKinds.SweepFailed,
    ];
}
