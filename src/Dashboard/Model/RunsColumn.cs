namespace SiameseSweep.Dashboard.Model;

/// <summary>A column of the runs table.</summary>
/// <param name="Key">In the address.</param>
/// <param name="Title">On the page.</param>
/// <param name="Numeric">Whether it is set flush right.</param>
/// <param name="ShownAtFirst">Whether it is there before columns are chosen.</param>
public sealed record RunsColumn(string Key, string Title, bool Numeric, bool ShownAtFirst);
