using System.Collections.Immutable;
using Orleans;

namespace SiameseSweep.Core.Settings;

/// <summary>The values that a map of a sweep file gives its settings. Equal when they give the same settings the same values.</summary>
[GenerateSerializer, Immutable]
public sealed class SettingValues : IEquatable<SettingValues>
{
    /// <summary>No value: every setting has its default.</summary>
    public static SettingValues None { get; } = new(ImmutableSortedDictionary<string, string>.Empty);

    [Id(0)] private readonly ImmutableSortedDictionary<string, string> _texts;

    private SettingValues(ImmutableSortedDictionary<string, string> texts) => _texts = texts;

    /// <summary>The given values by setting, as invariant text.</summary>
    public IReadOnlyDictionary<string, string> Texts => _texts;

    /// <summary>Returns whether the setting is given, rather than left to its default.</summary>
    public bool Gives(Setting setting) => _texts.ContainsKey(setting.Name);

    /// <summary>Returns the setting's value or its default.</summary>
    /// <exception cref="InvalidOperationException">It is not given and has no default.</exception>
    public T Get<T>(Setting<T> setting)
        where T : IParsable<T> =>
        TryGet(setting, out T? value) ? value : throw new InvalidOperationException($"'{setting.Name}' is not given and has no default.");

    /// <summary>Gets the setting's value or its default; false where it has neither.</summary>
    public bool TryGet<T>(Setting<T> setting, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T value)
        where T : IParsable<T>
    {
        if (_texts.TryGetValue(setting.Name, out string? text))
        {
            value = Setting<T>.Parse(text);
            return true;
        }

        value = setting.Default is T otherwise ? otherwise : default;
        return setting.Default is not null;
    }

    /// <summary>Returns these values with one replaced.</summary>
    public SettingValues With<T>(Setting<T> setting, T value)
        where T : IParsable<T> => With(setting.Name, Setting<T>.Format(value));

    /// <summary>Returns these values with one replaced, which is given as invariant text.</summary>
    public SettingValues With(string setting, string text) => new(_texts.SetItem(setting, text));

    /// <inheritdoc/>
    public bool Equals(SettingValues? other) =>
        other is not null && _texts.Count == other._texts.Count && _texts.SequenceEqual(other._texts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SettingValues);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach ((string name, string text) in _texts)
        {
            hash.Add(name);
            hash.Add(text);
        }

        return hash.ToHashCode();
    }
}
