using SiameseSweep.Core.Results;

namespace SiameseSweep.Core.Store;

/// <summary>Questions to rows of <c>evaluations</c>.</summary>
public static class EvaluationRows
{
    /// <summary>Returns a run's evaluated epochs, judged by a metric.</summary>
    /// <param name="rows">Rows of one run, of all metrics.</param>
    /// <param name="metric">Name of the sweep's metric.</param>
    public static IReadOnlyList<EpochResult> Epochs(this IEnumerable<EvaluationRow> rows, string metric)
    {
        ILookup<string, EvaluationRow> byMetric = rows.ToLookup(r => r.Metric);
        Dictionary<int, double> aucs = byMetric[BestEpoch.TieBreaker].ToDictionary(r => r.Epoch, r => r.Value);
        return [.. byMetric[metric].Select(r => new EpochResult(r.Epoch, r.Value, aucs.GetValueOrDefault(r.Epoch, double.NaN)))];
    }
}
