using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Samplers;

/// <summary>A trial as a sampler sees it: frozen, read only.</summary>
/// <param name="Trial">Number from 0; refits are not counted.</param>
/// <param name="Configuration">Its parameters.</param>
/// <param name="Value">Mean over its runs of each run's best epoch; null while running; NaN when it failed.</param>
/// <param name="Running">Whether it has runs that may still report.</param>
public sealed record TrialSnapshot(int Trial, RunConfiguration Configuration, double? Value, bool Running);

/// <summary>Everything that a proposal may depend on, so that a restarted head proposes the same.</summary>
/// <param name="Definition">The sweep.</param>
/// <param name="Trial">Number of the trial to propose, from 0.</param>
/// <param name="Trials">All earlier trials, ordered by number.</param>
public sealed record SamplingContext(SweepDefinition Definition, int Trial, IReadOnlyList<TrialSnapshot> Trials);

/// <summary>A configuration to try.</summary>
/// <param name="Configuration">With all defaults filled in.</param>
/// <param name="Explanation">A JSON object: why this one; stored with the trial.</param>
public sealed record Proposal(RunConfiguration Configuration, string Explanation);

/// <summary>
/// Proposes trials. Pure: no state between calls, no writes, randomness only from
/// <see cref="Randomness.KeyedRandom"/> keyed by the sweep's seed and the trial's number.
/// </summary>
public interface ISampler
{
    /// <summary>The method's name in sweep files.</summary>
    string Method { get; }

    /// <summary>
    /// Whether it proposes every point of a finite space once and then ends. Such a sampler needs no <c>run_cap</c>, leaves out what
    /// cannot work, and takes no continuous parameter.
    /// </summary>
    bool IsExhaustive => false;

    /// <summary>The next trial, or null when the space is exhausted.</summary>
    Proposal? Propose(SamplingContext context);
}
