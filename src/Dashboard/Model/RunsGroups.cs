namespace SiameseSweep.Dashboard.Model;

/// <summary>A line of the grouped table: a group's heading, or a run.</summary>
/// <param name="Heading">Null for a run.</param>
/// <param name="Row">Null for a heading.</param>
public sealed record RunsLine(string? Heading, RunsTableRow? Row);

/// <summary>Lays rows out under headings.</summary>
public static class RunsGroups
{
    /// <summary>
    /// The rows as they are, or under a heading for each value of a column: groups in order of value, rows in the order they came.
    /// </summary>
    /// <param name="table">Whose column it is.</param>
    /// <param name="rows">Sorted rows.</param>
    /// <param name="group">The column; null, or one that does not exist: no headings.</param>
    /// <param name="metric">Averaged in the headings.</param>
    public static IReadOnlyList<RunsLine> Of(RunsTable table, IReadOnlyList<RunsTableRow> rows, string? group, string metric)
    {
        if (group is null || table.Columns.FirstOrDefault(c => c.Key == group) is not RunsColumn column)
        {
            return rows.Select(r => new RunsLine(null, r)).ToList();
        }

        List<RunsLine> lines = [];
        foreach (IGrouping<string, RunsTableRow> part in rows.GroupBy(r => r.Cell(group).Text, StringComparer.Ordinal)
            .OrderBy(g => g.First().Cell(group).Number ?? double.PositiveInfinity).ThenBy(g => g.Key, StringComparer.Ordinal))
        {
            List<double> values = part.Select(r => r.Cell(metric).Number).OfType<double>().ToList();
            string mean =
                values.Count == 0
                    ? "no value yet"
                    : $"mean {metric} {Format.Metric(values.Average())}, from {Format.Metric(values.Min())} to "
                        + $"{Format.Metric(values.Max())}";
            lines.Add(
                new RunsLine(
                    $"{column.Title} {(part.Key.Length == 0 ? Format.None : part.Key)} · {Format.Count(part.Count())} "
                        + $"{(part.Count() == 1 ? "run" : "runs")} · {mean}",
                    null));
            lines.AddRange(part.Select(r => new RunsLine(null, r)));
        }

        return lines;
    }
}
