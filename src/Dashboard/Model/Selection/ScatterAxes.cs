namespace SiameseSweep.Dashboard.Model.Selection;

/// <summary>Columns that a scatter plot shows; null where the user has not chosen.</summary>
public sealed record ScatterAxes(string? X, string? Y, string? Color);
