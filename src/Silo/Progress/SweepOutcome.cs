using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Progress;

/// <summary>Exit code of commands that wait for a sweep, by the sweep's outcome (CONTRACT §1).</summary>
internal static class SweepOutcome
{
    public static ExitCode Of(RankingDocument ranking) => Trouble(ranking) is null ? ExitCode.Done : ExitCode.Failed;

    /// <summary>Why it is not <see cref="ExitCode.Done"/>; null when it is.</summary>
    public static string? Trouble(RankingDocument ranking) =>
        ranking switch
        {
            { BestRun: null } => $"No trial of {ranking.SweepId} has a result.",
            { BrokenRuns: 0 } => null,
            { BrokenRuns: 1 } =>
                $"A run failed for another reason than its own numbers ('siamese-sweep runs {ranking.SweepId}' lists them).",
            _ =>
                $"{ranking.BrokenRuns} runs failed for another reason than their own numbers ('siamese-sweep runs {ranking.SweepId}' lists "
                + $"them).",
        };
}
