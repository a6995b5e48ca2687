using System.Globalization;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Progress;

/// <summary>Formats parameter importance and failure rates as lines below a ranking.</summary>
internal static class ParameterLines
{
    public static void Print(RankingDocument ranking)
    {
        if (ranking.Importance is { } importance)
        {
            Terminal.Line(Importance(importance, ranking.Metric));
        }

        foreach (ParameterFailures parameter in ranking.Failures.Where(p => p.Values.Any(v => v.Failed > 0)))
        {
            Terminal.Line(
                $"Failed runs by {parameter.Parameter}: "
                    + $"{string.Join(", ", parameter.Values.Select(v => $"{v.Value}: {v.Failed} of {v.Runs}"))}"
            );
        }
    }

    private static string Importance(ParameterImportances importance, string metric) => importance.Note is { } note
        ? note
        : $"Importance for {metric} (fANOVA over {importance.Trials} trials, share of the variance that each explains alone): "
            + string.Join(", ", importance.Parameters.Select(p => $"{p.Parameter} {Percent(p.Share)}"))
            + $"; interactions {Percent(importance.Interactions)}";

    private static string Percent(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);
}
