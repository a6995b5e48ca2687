using SiameseSweep.Core.Settings;

namespace SiameseSweep.Core.Sweeps;

/// <summary>A kind of data set as sweep files name it.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Settings">The keys that it takes beside <c>kind</c>.</param>
public sealed record DatasetDefinition(DatasetKind Kind, IReadOnlyList<Setting> Settings)
{
    /// <summary>The kind's name in sweep files.</summary>
    public string Name { get; } = ParameterCatalog.NameOf(Kind);

    /// <summary>The people of a data set where its settings alone tell; null where only its files do.</summary>
    public Func<SettingValues, PeopleCount?> PeopleOf { get; init; } = _ => null;
}
