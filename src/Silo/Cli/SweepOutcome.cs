using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Cli;

/// <summary>How a sweep that has ended ends the command that waited for it (CONTRACT §1), the same for all of them.</summary>
internal static class SweepOutcome
{
    public static ExitCode Of(RankingDocument ranking) => Trouble(ranking) is null ? ExitCode.Done : ExitCode.Failed;

    /// <summary>Why it is not <see cref="ExitCode.Done"/>; null when it is.</summary>
    public static string? Trouble(RankingDocument ranking) => ranking switch
    {
        { BestRun: null } => $"No trial of {ranking.SweepId} has a result.",
        { BrokenRuns: 0 } => null,
        { BrokenRuns: 1 } => $"A run failed for another reason than its own numbers ('siamese-sweep runs {ranking.SweepId}' lists them).",
        _ => $"{ranking.BrokenRuns} runs failed for another reason than their own numbers ('siamese-sweep runs {ranking.SweepId}' lists them).",
    };
}
