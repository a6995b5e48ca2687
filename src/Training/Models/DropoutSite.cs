namespace SiameseSweep.Training.Models;

/// <summary>A place where a network drops channels in training.</summary>
/// <param name="Name">The layer whose output is dropped.</param>
/// <param name="Channels">Channels that are dropped or kept as a whole, each by its own draw.</param>
public readonly record struct DropoutSite(string Name, int Channels);
