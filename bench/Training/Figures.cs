using System.Globalization;

namespace SiameseSweep.Bench.Training;

/// <summary>The measurements of one training process, as JSON on its last line.</summary>
internal sealed record Figures
{
    public double PairsPerSecond { get; init; }

    public double PeakMegabytes { get; init; }

    public double TrainingSeconds { get; init; }

    public double EvaluationSeconds { get; init; }

    /// <summary>Time that training pauses to copy a best checkpoint.</summary>
    public double StallSeconds { get; init; }

    /// <summary>Until that checkpoint is on disk.</summary>
    public double WriteSeconds { get; init; }

    /// <summary>Cost of one resume state.</summary>
    public double ResumeSeconds { get; init; }

    /// <summary>The most memory this process ever had, in MB.</summary>
    public static double PeakNow() =>
        double.Parse(
            File.ReadLines("/proc/self/status")
                .Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        ) / 1e3;
}
