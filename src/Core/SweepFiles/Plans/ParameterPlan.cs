using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Plans;

/// <summary>A bar of a histogram.</summary>
/// <param name="Label">The value, or the range from its low end.</param>
/// <param name="Count">Draws in it.</param>
public sealed record HistogramBar(string Label, int Count);

/// <summary>Values that a parameter draws.</summary>
/// <param name="Name">As in CONTRACT §2.</param>
/// <param name="Distribution">W&amp;B's name of how it is drawn.</param>
/// <param name="Low">Smallest number drawn; null for words.</param>
/// <param name="High">Largest number drawn; null for words.</param>
/// <param name="Bars">One a value, or ten over the range drawn (logarithmic where the law is).</param>
/// <param name="Draws">Draws shown.</param>
/// <param name="ActiveShare">Share of trials in which the parameter is drawn and changes something: below 1 under a condition, or
/// where a parameter does not apply to a loss or a model.</param>
public sealed record ParameterPlan(
    string Name, string Distribution, double? Low, double? High, IReadOnlyList<HistogramBar> Bars, int Draws, double ActiveShare)
{
    private const int MostBars = 10;

    /// <summary>Sums up a parameter's draws.</summary>
    internal static ParameterPlan Of(ParameterSpec parameter, IReadOnlyList<ParameterValue> draws, int working)
    {
        double share = working == 0 ? 0 : (double)draws.Count / working;
        double[] numbers = [.. draws.Where(d => d.IsNumber).Select(d => d.Number)];
        bool counted = parameter.Distribution.IsCategorical || draws.Distinct().Count() <= MostBars;
        IReadOnlyList<HistogramBar> bars = counted ? OnePerValue(parameter, draws) : Ranges(parameter, numbers);
        double? low = numbers.Length > 0 ? numbers.Min() : null;
        double? high = numbers.Length > 0 ? numbers.Max() : null;
        return new ParameterPlan(parameter.Name, parameter.Distribution.Name, low, high, bars, draws.Count, share);
    }

    private static HistogramBar[] OnePerValue(ParameterSpec parameter, IReadOnlyList<ParameterValue> draws)
    {
        IEnumerable<ParameterValue> values = parameter.Distribution is CategoricalDistribution list
            ? list.Values.Distinct()
            : draws.Distinct().OrderBy(d => d.Number);
        ILookup<ParameterValue, ParameterValue> groups = draws.ToLookup(d => d);
        return [.. values.Select(v => new HistogramBar(v.ToString(), groups[v].Count()))];
    }

    private static HistogramBar[] Ranges(ParameterSpec parameter, double[] numbers)
    {
        bool log = parameter.Distribution is RealDistribution { Law: LogUniformLaw or NormalLaw { Log: true } } && numbers.Min() > 0;
        double[] places = [.. numbers.Select(n => log ? Math.Log(n) : n)];
        (double low, double high) = (places.Min(), places.Max());
        int[] counts = new int[MostBars];
        foreach (double place in places)
        {
            counts[Math.Min(MostBars - 1, (int)((place - low) / (high - low) * MostBars))]++;
        }

        return [.. counts.Select((count, i) =>
        {
            double from = low + (i * (high - low) / MostBars);
            return new HistogramBar(FormattableString.Invariant($"{(log ? Math.Exp(from) : from):G3}"), count);
        })];
    }
}
