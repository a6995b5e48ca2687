namespace SiameseSweep.Core.Metrics;

/// <summary>Measure of a group of people, such as the equal error rate.</summary>
/// <param name="Name">In metrics' names: the <c>eer</c> of <c>validation.eer</c>.</param>
/// <param name="Label">Short, for headings: EER.</param>
/// <param name="Title">In full: equal error rate.</param>
/// <param name="Goal">Which way is better by its nature.</param>
/// <param name="Minimum">Least value.</param>
/// <param name="Maximum">Largest value.</param>
/// <param name="FromPairs">Whether it is computed from the dissimilarities of pairs, and so has an interval and a baseline.</param>
/// <param name="InShort">Whether it stands where few metrics are listed.</param>
public sealed record Measure(
    string Name, string Label, string Title, MetricGoal Goal, double Minimum, double Maximum, bool FromPairs, bool InShort = false);
