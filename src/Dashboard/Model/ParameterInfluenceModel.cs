using System.Globalization;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Dashboard.Model.Charts;

namespace SiameseSweep.Dashboard.Model;

/// <summary>Parameter importance and failure rates of a sweep.</summary>
/// <param name="Importances">Shares of the variance of the sweep's metric.</param>
/// <param name="Failures">Failure rates by value, one a parameter.</param>
public sealed record ParameterInfluenceModel(ParameterImportances Importances, IReadOnlyList<ParameterFailures> Failures)
{
    /// <summary>Computes it; null when the sweep's file is of an older build that this one refuses.</summary>
    public static ParameterInfluenceModel? Of(SweepRow sweep, Ranking ranking) =>
        SweepFile.Parse(sweep.SpecYaml, sweep.Name).Definition?.Space is SearchSpace space
            ? new ParameterInfluenceModel(ParameterImportances.Of(space, ranking), ParameterFailures.Of(space, ranking))
            : null;

    /// <summary>Whether any run failed.</summary>
    public bool AnyFailed => Failures.SelectMany(f => f.Values).Any(v => v.Failed > 0);

    /// <summary>Bars, the most important on top.</summary>
    public ChartModel Bars()
    {
        List<ParameterImportance> shown = Importances.Parameters.Take(12).Reverse().ToList();
        return new ChartModel(
            "share of the variance", "",
            [
                new ChartTrace(
                    "importance",
                    "bar",
                    shown.Select(p => Math.Round(p.Share, 4)).ToList(),
                    Enumerable.Range(0, shown.Count).Select(i => (double?)i).ToList(),
                    "0")
                {
                    Texts = shown.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Parameter}: {p.Share:P1}")).ToList(),
                },
            ],
            [])
        {
            Horizontal = true,
            XRange = [0, 1],
            YTicks = new ChartTicks(
                Enumerable.Range(0, shown.Count).Select(i => (double)i).ToList(),
                shown.Select(p => p.Parameter).ToList()),
        };
    }
}
