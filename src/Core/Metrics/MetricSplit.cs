namespace SiameseSweep.Core.Metrics;

/// <summary>The people that a metric is of. Names in metrics are the lower-case ones.</summary>
public enum MetricSplit
{
    /// <summary>The people trained on.</summary>
    Train,

    /// <summary>The people to choose by.</summary>
    Validation,

    /// <summary>The people that nothing may be chosen by.</summary>
    Test,
}
