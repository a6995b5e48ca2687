using System.Text.Json.Serialization;
using Orleans;
using SiameseSweep.Core.Settings;

namespace SiameseSweep.Core.Sweeps;

/// <summary>The <c>dataset:</c> of a sweep file.</summary>
[GenerateSerializer, Immutable]
[JsonConverter(typeof(DatasetSpecConverter))]
public sealed record DatasetSpec
{
    /// <summary>The kind; decides which settings count.</summary>
    [Id(0)] public DatasetKind Kind { get; init; } = DatasetKind.Synthetic;

    /// <summary>The values that the file gives the kind's settings.</summary>
    [Id(1)] public SettingValues Settings { get; init; } = SettingValues.None;

    /// <inheritdoc cref="DatasetCatalog.People"/>
    public int People { get => Settings.Get(DatasetCatalog.People); init => Settings = Settings.With(DatasetCatalog.People, value); }

    /// <inheritdoc cref="DatasetCatalog.Images"/>
    public int Images { get => Settings.Get(DatasetCatalog.Images); init => Settings = Settings.With(DatasetCatalog.Images, value); }

    /// <inheritdoc cref="DatasetCatalog.Seed"/>
    public ulong Seed { get => Settings.Get(DatasetCatalog.Seed); init => Settings = Settings.With(DatasetCatalog.Seed, value); }

    /// <inheritdoc cref="DatasetCatalog.Train"/>
    public string? Train { get => FolderOf(DatasetCatalog.Train); init => Settings = Settings.With(DatasetCatalog.Train, value!); }

    /// <inheritdoc cref="DatasetCatalog.Test"/>
    public string? Test { get => FolderOf(DatasetCatalog.Test); init => Settings = Settings.With(DatasetCatalog.Test, value!); }

    /// <summary>Definition of the kind.</summary>
    public DatasetDefinition Definition => DatasetCatalog.Of(Kind);

    /// <summary>The people where the sweep file alone tells; null where only the data set's files do.</summary>
    public PeopleCount? KnownPeople => Definition.PeopleOf(Settings);

    /// <summary>The folders that it names, in the order of the kind's settings.</summary>
    public IEnumerable<string> Folders => Definition.Settings.OfType<FolderSetting>().Select(FolderOf).OfType<string>();

    /// <summary>Returns the data set with each of its folders replaced.</summary>
    public DatasetSpec WithFolders(Func<string, string> replace) => this with
    {
        Settings = Definition.Settings.OfType<FolderSetting>().Where(Settings.Gives)
            .Aggregate(Settings, (values, folder) => values.With(folder, replace(values.Get(folder)))),
    };

    /// <summary>Returns the data set with absolute folders: relative ones lie under <paramref name="directory"/>.</summary>
    public DatasetSpec Under(string directory) => WithFolders(folder => Path.GetFullPath(folder, Path.GetFullPath(directory)));

    private string? FolderOf(FolderSetting setting) => Settings.TryGet(setting, out string? folder) ? folder : null;
}
