namespace SiameseSweep.Core.Sweeps;

/// <summary>The metrics that runs report (CONTRACT §2).</summary>
public static class MetricNames
{
    private static readonly string[] Kinds = ["auc", "eer", "accuracy", "far", "frr", "loss"];

    /// <summary>All names, <c>train.loss</c> first.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["train.loss", .. Kinds.Select(k => $"validation.{k}"), .. Kinds.Select(k => $"test.{k}")];

    /// <summary>Whether a run can report it.</summary>
    public static bool Exists(string name) => All.Contains(name);

    /// <summary>Which way is better by the metric's nature: areas and accuracies up, errors and losses down.</summary>
    public static MetricGoal NaturalGoal(string name) =>
        name.EndsWith(".auc", StringComparison.Ordinal) || name.EndsWith(".accuracy", StringComparison.Ordinal)
            ? MetricGoal.Maximize
            : MetricGoal.Minimize;

    /// <summary>Whether it is of people that nothing may be chosen by.</summary>
    public static bool IsTest(string name) => name.StartsWith("test.", StringComparison.Ordinal);

    /// <summary>Whether it is of the people to choose by.</summary>
    public static bool IsValidation(string name) => name.StartsWith("validation.", StringComparison.Ordinal);

    /// <summary>Whether it is a loss, which says nothing across losses and margins.</summary>
    public static bool IsLoss(string name) => name.EndsWith(".loss", StringComparison.Ordinal);
}
