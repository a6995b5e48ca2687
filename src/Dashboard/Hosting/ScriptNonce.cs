namespace SiameseSweep.Dashboard.Hosting;

/// <summary>A feature of requests: what marks an inline script of this very answer as the head's own.</summary>
internal sealed record ScriptNonce(string Value);
