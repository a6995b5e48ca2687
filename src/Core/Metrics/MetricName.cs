namespace SiameseSweep.Core.Metrics;

/// <summary>A metric that runs report (CONTRACT §2): a measure of some people, such as <c>validation.eer</c>.</summary>
/// <param name="Split">The people.</param>
/// <param name="Measure">What is measured of them.</param>
public readonly record struct MetricName(MetricSplit Split, Measure Measure)
{
    /// <summary>The metric of sweeps that name none.</summary>
    public static MetricName Default { get; } = new(MetricSplit.Validation, MeasureCatalog.Eer);

    /// <summary>The mean loss of an epoch's steps, the one metric of the training people.</summary>
    public static MetricName TrainLoss { get; } = new(MetricSplit.Train, MeasureCatalog.Loss);

    /// <summary>All metrics, <c>train.loss</c> first.</summary>
    public static IReadOnlyList<MetricName> All { get; } =
    [
        TrainLoss,
        .. MeasureCatalog.All.Select(m => new MetricName(MetricSplit.Validation, m)),
        .. MeasureCatalog.All.Select(m => new MetricName(MetricSplit.Test, m)),
    ];

    /// <summary>The names of all metrics, in the same order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(m => m.ToString())];

    /// <summary>Whether it is of people that nothing may be chosen by.</summary>
    public bool IsTest => Split == MetricSplit.Test;

    /// <summary>Returns the metric of a name; null when there is none.</summary>
    public static MetricName? Find(string name)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name)
            {
                return All[i];
            }
        }

        return null;
    }

    /// <summary>Returns the metric of a name.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static MetricName Parse(string name) =>
        Find(name) ?? throw new FormatException($"'{name}' is not a metric; the metrics are {string.Join(", ", Names)}.");

    /// <summary>Returns the same measure of other people.</summary>
    public MetricName On(MetricSplit split) => this with { Split = split };

    /// <summary>Returns the name, such as <c>validation.eer</c>.</summary>
    public override string ToString() => $"{Split.ToString().ToLowerInvariant()}.{Measure.Name}";
}
