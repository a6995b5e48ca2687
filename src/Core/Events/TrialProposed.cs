using System.Text.Json;

namespace SiameseSweep.Core.Events;

/// <summary>A trial was added.</summary>
/// <param name="Trial">Number from 0.</param>
/// <param name="Runs">Number of its runs.</param>
/// <param name="Explanation">The sampler's numbers: its method, and what the proposal was made from.</param>
public sealed record TrialProposed(int Trial = 0, int Runs = 0, JsonElement? Explanation = null) : RecordedEvent;
