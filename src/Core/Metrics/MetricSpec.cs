using Orleans;

namespace SiameseSweep.Core.Metrics;

/// <summary>The <c>metric:</c> of a sweep file.</summary>
[GenerateSerializer, Immutable]
public sealed record MetricSpec
{
    /// <summary>Name as reported, such as <c>validation.eer</c>.</summary>
    [Id(0)] public string Name { get; init; } = MetricName.Default.ToString();

    /// <summary>Which way is better.</summary>
    [Id(1)] public MetricGoal Goal { get; init; } = MetricGoal.Minimize;

    /// <summary>The sweep proposes nothing more once a trial's value reaches it.</summary>
    [Id(2)] public double? Target { get; init; }

    /// <summary>The metric of a name and a goal as the record, the API and sweep files write it.</summary>
    public static MetricSpec Of(string name, string goal) =>
        new() { Name = name, Goal = goal == "maximize" ? MetricGoal.Maximize : MetricGoal.Minimize };

    /// <summary>The value with its sign changed where the goal is to maximize: lower is better. Its own inverse.</summary>
    public double Cost(double value) => Goal == MetricGoal.Minimize ? value : -value;

    /// <summary>
    /// Returns the metric that a refit is judged by, since it has no validation people: the same measure of the test people;
    /// <c>test.eer</c> in place of a loss, which not every loss function has on unseen people.
    /// </summary>
    public MetricSpec OnTest()
    {
        Measure measure = MetricName.Parse(Name).Measure;
        return measure.FromPairs
            ? this with { Name = new MetricName(MetricSplit.Test, measure).ToString(), Target = null }
            : new MetricSpec { Name = MetricName.Default.On(MetricSplit.Test).ToString() };
    }

    /// <summary>
    /// True when <paramref name="a"/> is better than <paramref name="b"/>. NaN and infinity the wrong way are worse than anything.
    /// </summary>
    public bool IsBetter(double a, double b)
    {
        if (!double.IsFinite(a))
        {
            return false;
        }

        return !double.IsFinite(b) || (Goal == MetricGoal.Minimize ? a < b : a > b);
    }
}
