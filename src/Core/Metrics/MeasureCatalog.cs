namespace SiameseSweep.Core.Metrics;

/// <summary>
/// The measures. A new one is an entry here and, where it comes from pairs, its computation in <c>VerificationMetrics</c> and
/// <c>WeightedPairs</c>.
/// </summary>
public static class MeasureCatalog
{
    /// <summary>The error rate where FAR = FRR.</summary>
    public static Measure Eer { get; } = new("eer", "EER", "equal error rate", MetricGoal.Minimize, 0, 1, FromPairs: true, InShort: true);

    /// <summary>The area under the ROC curve.</summary>
    public static Measure Auc { get; } = new("auc", "AUC", "area under ROC", MetricGoal.Maximize, 0, 1, FromPairs: true, InShort: true);

    /// <summary>The balanced accuracy at the threshold.</summary>
    public static Measure Accuracy { get; } =
        new("accuracy", "accuracy", "balanced accuracy", MetricGoal.Maximize, 0, 1, FromPairs: true, InShort: true);

    /// <summary>The share of different pairs judged same at the threshold.</summary>
    public static Measure Far { get; } = new("far", "FAR", "false accept rate", MetricGoal.Minimize, 0, 1, FromPairs: true);

    /// <summary>The share of same pairs judged different at the threshold.</summary>
    public static Measure Frr { get; } = new("frr", "FRR", "false reject rate", MetricGoal.Minimize, 0, 1, FromPairs: true);

    /// <summary>The loss, which says nothing across losses and margins.</summary>
    public static Measure Loss { get; } = new("loss", "loss", "loss", MetricGoal.Minimize, 0, double.PositiveInfinity, FromPairs: false);

    /// <summary>All measures.</summary>
    public static IReadOnlyList<Measure> All { get; } = [Eer, Auc, Accuracy, Far, Frr, Loss];

    /// <summary>The measures that come from pairs.</summary>
    public static IReadOnlyList<Measure> FromPairs { get; } = [.. All.Where(m => m.FromPairs)];

    /// <summary>The measures that stand where few metrics are listed.</summary>
    public static IReadOnlyList<Measure> InShort { get; } = [.. All.Where(m => m.InShort)];

    /// <summary>Returns the measure of a name; null when there is none.</summary>
    public static Measure? Find(string name) => All.FirstOrDefault(m => m.Name == name);
}
