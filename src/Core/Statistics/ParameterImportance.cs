namespace SiameseSweep.Core.Statistics;

/// <summary>Importance of a parameter.</summary>
/// <param name="Parameter">Its name; the names of a <c>zip</c> group joined by +.</param>
/// <param name="Share">Share of the variance of the sweep's metric that it explains alone, 0 to 1.</param>
public sealed record ParameterImportance(string Parameter, double Share);
