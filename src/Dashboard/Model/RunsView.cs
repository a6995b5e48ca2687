using SiameseSweep.Dashboard.Model.Selection;

namespace SiameseSweep.Dashboard.Model;

/// <summary>View of a sweep's runs, kept in the address.</summary>
/// <param name="Filter">Words that all have to fit.</param>
/// <param name="State">A state's name; null: any.</param>
/// <param name="Sort">Column sorted by; null: the record's order.</param>
/// <param name="Descending">Greatest first.</param>
/// <param name="Columns">Columns shown; null: those shown at first.</param>
/// <param name="Brushes">What is kept of the parallel axes.</param>
/// <param name="Group">Column grouped by; null: not grouped.</param>
public sealed record RunsView(
    string? Filter = null, string? State = null, string? Sort = null, bool Descending = false, IReadOnlyList<string>? Columns = null,
    IReadOnlyList<AxisBrush>? Brushes = null, string? Group = null)
{
    /// <summary>Whether some runs are left out.</summary>
    public bool IsFiltered => !string.IsNullOrWhiteSpace(Filter) || State is not null || Brushes is { Count: > 0 };

    /// <summary>Filter as one text: equal texts keep equal runs.</summary>
    public string FilterKey => string.Join('\n', Filter?.Trim(), State, AxisBrush.Write(Brushes ?? []));
}
