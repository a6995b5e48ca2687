using SiameseSweep.Core.Results;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Model;

/// <summary>A row of the runs table.</summary>
/// <param name="Run">The run.</param>
/// <param name="Alarm">The alarm that stands against it; null when there is none.</param>
/// <param name="Cells">By the key of the column.</param>
public sealed record RunsTableRow(RunRow Run, RunAlarm? Alarm, IReadOnlyDictionary<string, RunsCell> Cells)
{
    /// <summary>A cell; a dash where the row has none.</summary>
    public RunsCell Cell(string key) => Cells.TryGetValue(key, out RunsCell cell) ? cell : new RunsCell(Format.None, null);

    /// <summary>
    /// Whether a word of the filter fits: <c>name=value</c> exactly (numbers however they are written), anything else inside the
    /// id, state, parameters, tags or reason.
    /// </summary>
    public bool Matches(string word)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0)
        {
            RunsCell cell = Cell(word[..equals]), asked = RunsCell.OfText(word[(equals + 1)..]);

            // 0.0005 and 5e-4 are one number, whichever the table shows.
            return string.Equals(cell.Text, asked.Text, StringComparison.OrdinalIgnoreCase)
                || (asked.Number is double number && RunsCell.OfText(cell.Text).Number == number);
        }

        return Run.RunId.ToString().Contains(word, StringComparison.OrdinalIgnoreCase)
            || (Run.Reason?.Contains(word, StringComparison.OrdinalIgnoreCase) ?? false)
            || Cells.Values.Any(c => c.Number is null && c.Text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
