namespace SiameseSweep.Dashboard.Model.Charts;

/// <summary>A chart, free of any charting library: what the wrapper draws and what unit tests look at.</summary>
/// <param name="XTitle">The horizontal axis, with its unit.</param>
/// <param name="YTitle">The vertical axis, with its unit.</param>
/// <param name="Traces">What is drawn, first below.</param>
/// <param name="Marks">Lines across the whole chart, such as thresholds.</param>
public sealed record ChartModel(string XTitle, string YTitle, IReadOnlyList<ChartTrace> Traces, IReadOnlyList<ChartMark> Marks)
{
    /// <summary>Whether the vertical axis is logarithmic.</summary>
    public bool LogY { get; init; }

    /// <summary>Whether the horizontal axis is logarithmic.</summary>
    public bool LogX { get; init; }

    /// <summary>Fixed horizontal range, when the data should not choose it.</summary>
    public double[]? XRange { get; init; }

    /// <summary>Fixed vertical range, when the data should not choose it.</summary>
    public double[]? YRange { get; init; }

    /// <summary>Whether <see cref="YRange"/> leaves points out, which Show all shows.</summary>
    public bool IsCut { get; init; }

    /// <summary>A sentence under the chart about what it does not show; null when it shows all.</summary>
    public string? Note { get; init; }

    /// <summary>Tick places and texts of the horizontal axis, for scales that are not linear.</summary>
    public ChartTicks? XTicks { get; init; }

    /// <summary>Tick places and texts of the vertical axis, for scales that are not linear.</summary>
    public ChartTicks? YTicks { get; init; }

    /// <summary>Parallel axes instead of two: axis n stands at x = n, and heights go from 0 to 1 on all of them.</summary>
    public IReadOnlyList<ChartAxis>? Parallel { get; init; }

    /// <summary>Whether bars lie on their side: X then is how far they reach and Y where they lie.</summary>
    public bool Horizontal { get; init; }

    /// <summary>Whether bars of several traces lie over one another.</summary>
    public bool OverlayBars { get; init; }

    /// <summary>Whether a unit is as long on both axes.</summary>
    public bool Square { get; init; }

    /// <summary>Whether anything would be seen.</summary>
    public bool IsEmpty => Traces.All(t => t.X.Count == 0);
}

/// <summary>Named places on an axis.</summary>
public sealed record ChartTicks(IReadOnlyList<double> Places, IReadOnlyList<string> Texts);

/// <summary>One of several parallel axes.</summary>
/// <param name="Title">Its name.</param>
/// <param name="Places">Of its marks, 0 to 1.</param>
/// <param name="Texts">Of its marks.</param>
/// <param name="Brush">From and to, where it is brushed; null where it is not.</param>
public sealed record ChartAxis(string Title, IReadOnlyList<double> Places, IReadOnlyList<string> Texts, double[]? Brush);

/// <summary>Hover text of consecutive points: a run is named once, not at every point.</summary>
public sealed record TextRun(string Text, int Count);

/// <summary>A line or set of points. Null in <paramref name="Y"/> is a gap (also what NaN becomes: JSON has none).</summary>
/// <param name="Name">In the legend and on hover.</param>
/// <param name="Kind"><c>lines</c>, <c>markers</c>, <c>lines+markers</c> or <c>bar</c>.</param>
/// <param name="X">Places.</param>
/// <param name="Y">Heights.</param>
/// <param name="Color">A number picks from the palette; a name is one of the wrapper's (same, different, muted, accent).</param>
public sealed record ChartTrace(string Name, string Kind, IReadOnlyList<double> X, IReadOnlyList<double?> Y, string Color)
{
    /// <summary>solid, dash, dot, dashdot: told apart by more than colour.</summary>
    public string Dash { get; init; } = "solid";

    /// <summary>Whether these lines, with gaps between them, are the ground that others stand out from: drawn as one, below.</summary>
    public bool Background { get; init; }

    /// <summary>Line width in pixels.</summary>
    public double Width { get; init; } = 2;

    /// <summary>1 is opaque.</summary>
    public double Opacity { get; init; } = 1;

    /// <summary>Whether the legend names it.</summary>
    public bool Legend { get; init; } = true;

    /// <summary>A marker's symbol, where there are markers.</summary>
    public string Symbol { get; init; } = "circle";

    /// <summary>Hover text of each point.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>
    /// Values that the positions of <c>X</c> stand for if the axis is neither linear nor logarithmic, for files and hover texts.
    /// </summary>
    public IReadOnlyList<double>? XValues { get; init; }

    /// <summary>The same of <c>Y</c>.</summary>
    public IReadOnlyList<double>? YValues { get; init; }

    /// <summary>Hover text of consecutive points, instead of <see cref="Texts"/>.</summary>
    public IReadOnlyList<TextRun>? TextRuns { get; init; }
}

/// <summary>A labelled straight line across the chart.</summary>
/// <param name="Label">What it means.</param>
/// <param name="Y">Where, when horizontal.</param>
/// <param name="X">Where, when vertical.</param>
public sealed record ChartMark(string Label, double? Y = null, double? X = null);
