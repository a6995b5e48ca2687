using System.Globalization;
using Microsoft.AspNetCore.Components;
using SiameseSweep.Dashboard.Model.Selection;

namespace SiameseSweep.Dashboard.Components.Sweep;

/// <summary>The brushes of the parallel axes as fields: for keyboards, screen readers and exact numbers.</summary>
public sealed partial class AxisRanges
{
    /// <summary>The axes.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<ColumnScale> Axes { get; set; }

    /// <summary>Selections on the axes.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<AxisBrush> Brushes { get; set; }

    /// <summary>Told when that changes.</summary>
    [Parameter] public EventCallback<IReadOnlyList<AxisBrush>> BrushesChanged { get; set; }

    private AxisBrush? Of(ColumnScale axis) => Brushes.FirstOrDefault(b => b.Column == axis.Key);

    private bool Keeps(ColumnScale axis, string value) => Of(axis)?.Values?.Contains(value) ?? true;

    private Task Keep(ColumnScale axis, string value, bool kept)
    {
        List<string> values = axis.Values!.Where(v => v == value ? kept : Keeps(axis, v)).ToList();
        bool all = values.Count == axis.Values!.Count || values.Count == 0;
        return BrushesChanged.InvokeAsync(
            AxisBrush.With(Brushes, axis.Key, all ? null : new AxisBrush(axis.Key, double.NaN, double.NaN, values)));
    }

    private string? End(ColumnScale axis, bool low) =>
        Of(axis) is AxisBrush brush && (low ? brush.Low : brush.High) is double end && double.IsFinite(end)
            ? end.ToString("G6", CultureInfo.InvariantCulture)
            : null;

    private Task Bound(ColumnScale axis, ChangeEventArgs e, bool low)
    {
        AxisBrush? before = Of(axis) is { Values: null } range ? range : null; // one of choices is of a time when there were few values
        double? end =
            double.TryParse(e.Value?.ToString(), CultureInfo.InvariantCulture, out double typed) && double.IsFinite(typed) ? typed : null;
        double from = low ? end ?? double.NegativeInfinity : before?.Low ?? double.NegativeInfinity;
        double to = low ? before?.High ?? double.PositiveInfinity : end ?? double.PositiveInfinity;
        bool all = double.IsInfinity(from) && double.IsInfinity(to);
        return BrushesChanged.InvokeAsync(AxisBrush.With(Brushes, axis.Key, all ? null : new AxisBrush(axis.Key, from, to)));
    }
}
