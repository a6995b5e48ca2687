namespace SiameseSweep.Core.Metrics;

/// <summary>Which way is better.</summary>
public enum MetricGoal
{
    /// <summary>Lower is better.</summary>
    Minimize,

    /// <summary>Higher is better.</summary>
    Maximize,
}
