using System.Text.Json.Serialization;

namespace SiameseSweep.Core.Events;

/// <summary>An attempt got a device.</summary>
/// <param name="Attempt">Number from 1.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda:N</c>.</param>
/// <param name="Silo">Name of the worker's silo.</param>
/// <param name="Threads">Threads it trains with.</param>
/// <param name="Head">True if the worker is the head's own process; otherwise null.</param>
public sealed record RunStarted(int Attempt = 0, string Device = "", string Silo = "", int Threads = 0, bool? Head = null) : RecordedEvent;

/// <summary>An attempt resumed from saved state, or found saved state that it could not use.</summary>
/// <param name="Attempt">Number from 1; null if the state was unusable.</param>
/// <param name="FromStep">Steps done before; null if the state was unusable.</param>
/// <param name="Unusable">Why the state could not be used; null if it was.</param>
public sealed record Resumed(int? Attempt = null, int? FromStep = null, string? Unusable = null) : RecordedEvent;

/// <summary>
/// A run started over on another device kind, with another number of threads, or with more epochs where its schedule depends on them,
/// which give other numbers. Its losses, evaluations and checkpoints were removed.
/// </summary>
/// <param name="Attempt">Number from 1.</param>
/// <param name="Basis">Device kind and threads now, such as <c>cpu2</c>; <c>cpu2e40</c> where the schedule depends on the epochs.</param>
/// <param name="Before">The same before.</param>
/// <param name="Steps">Steps that were removed.</param>
public sealed record BegunAgain(int Attempt = 0, string Basis = "", string Before = "", int Steps = 0) : RecordedEvent;

/// <summary>A report of an attempt that is no longer the run's was refused. Recorded once an attempt.</summary>
/// <param name="Attempt">Number of the refused attempt.</param>
/// <param name="Current">Number of the run's newest attempt.</param>
public sealed record AttemptSuperseded(int Attempt = 0, int Current = 0) : RecordedEvent;

/// <summary>A worker cannot train the sweep, so it gets no more runs of it.</summary>
/// <param name="Silo">Name of the worker's silo.</param>
/// <param name="Reason">A sentence that says what the worker lacks.</param>
public sealed record WorkerRefused(
    string Silo = "",
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Reason = null) : RecordedEvent;

/// <summary>A worker's images are not those that the sweep began with.</summary>
/// <param name="Expected">Fingerprint of the sweep's images.</param>
/// <param name="Found">Fingerprint of the worker's.</param>
public sealed record FingerprintMismatch(string Expected = "", string Found = "") : RecordedEvent;

/// <summary>A run and all that belonged to it was removed.</summary>
/// <param name="Run">Its id.</param>
/// <param name="DeviceSeconds">Device time that its attempts had used, in seconds; null in records of builds that did not keep it.</param>
public sealed record RunDeleted(string Run = "", double? DeviceSeconds = null) : RecordedEvent;
