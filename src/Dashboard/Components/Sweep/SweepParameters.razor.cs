using Microsoft.AspNetCore.Components;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.Dashboard.Model.Charts;
using SiameseSweep.Dashboard.Model.Selection;

namespace SiameseSweep.Dashboard.Components.Sweep;

/// <summary>Parameter charts of a sweep: parallel coordinates to brush, importance, scatter and slice plots.</summary>
public sealed partial class SweepParameters
{
    private static readonly ChartModel Nothing = new("", "", [], []);
    private (SweepModel Model, IReadOnlyList<RunsTableRow> Kept, ScatterAxes Axes)? _made;
    private IReadOnlyList<ColumnScale> _axes = [];
    private ChartModel _parallel = Nothing;
    private ChartModel _scatter = Nothing;
    private IReadOnlyList<(string Name, ChartModel Chart)> _slices = [];
    private string _x = "";
    private string _y = "";
    private string? _color;

    /// <summary>The sweep.</summary>
    [Parameter, EditorRequired] public required SweepModel Model { get; set; }

    /// <summary>Its runs that the filter keeps.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<RunsTableRow> Kept { get; set; }

    /// <summary>View of the runs.</summary>
    [Parameter, EditorRequired] public required RunsView View { get; set; }

    /// <summary>Told when the user looks differently.</summary>
    [Parameter] public EventCallback<RunsView> ViewChanged { get; set; }

    /// <summary>Columns of the scatter plot.</summary>
    [Parameter, EditorRequired] public required ScatterAxes Axes { get; set; }

    /// <summary>Told when the user chooses others.</summary>
    [Parameter] public EventCallback<ScatterAxes> AxesChanged { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Model.Varying.Count == 0
            || (_made is { } made && ReferenceEquals(made.Model, Model) && ReferenceEquals(made.Kept, Kept) && made.Axes == Axes))
        {
            return;
        }

        if (!ReferenceEquals(_made?.Model, Model))
        {
            _axes = ParallelCharts.Axes(Model);
        }

        if (!ReferenceEquals(_made?.Model, Model) || !ReferenceEquals(_made?.Kept, Kept))
        {
            _parallel = ParallelCharts.Of(Model, _axes, Kept, View.Brushes ?? []);
            _slices = Model.Varying.Take(ParallelCharts.MostAxes)
                .Select(name => (name, ScatterCharts.Of(Model.Runs, Kept, name, Model.Row.Metric, null)))
                .ToList();
        }

        _made = (Model, Kept, Axes);
        _x = Known(Axes.X) ?? Model.Varying[0];
        _y = Known(Axes.Y) ?? Model.Row.Metric;
        _color = Axes.Color is "" ? null : Known(Axes.Color) ?? Model.Varying.ElementAtOrDefault(1);
        _scatter = ScatterCharts.Of(Model.Runs, Kept, _x, _y, _color);
    }

    private static string Text(ChangeEventArgs e) => e.Value?.ToString() ?? "";

    private string? Known(string? column) => Model.Runs.Columns.Any(c => c.Key == column) ? column : null;

    private Task Brush(BrushedAxis brushed) => _axes.FirstOrDefault(a => a.Key == brushed.Axis) is ColumnScale axis
        ? Keep(AxisBrush.With(View.Brushes ?? [], axis.Key, axis.Brush(brushed.From, brushed.To)))
        : Task.CompletedTask;

    private Task Keep(IReadOnlyList<AxisBrush> brushes) => ViewChanged.InvokeAsync(View with { Brushes = brushes });
}
