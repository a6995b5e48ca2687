using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Models;

namespace SiameseSweep.Core.Sweeps;

/// <summary>All parameters that a sweep can vary (CONTRACT §2). A new one is one entry here and one property of <see cref="RunConfiguration"/>.</summary>
public static class ParameterCatalog
{
    /// <summary>The parameters in the order of CONTRACT §2.</summary>
    public static IReadOnlyList<ParameterDefinition> All { get; } =
    [
        Choice<ModelKind>("model", (c, v) => c with { Model = v }),
        Choice<LossKind>("loss", (c, v) => c with { Loss = v }),
        Real("margin", [], MarginDomain(), v => v > 0, (c, v) => c with { Margin = v }),
        Real("learning_rate", ["lr"], "above 0", v => v > 0, (c, v) => c with { LearningRate = v }),
        Whole("batch_size", ["batch"], "a whole number of at least 2", v => v >= 2, (c, v) => c with { BatchSize = v }),
        Whole("epochs", [], "a whole number of at least 1", v => v >= 1, (c, v) => c with { Epochs = v }),
        Choice<OptimizerKind>("optimizer", (c, v) => c with { Optimizer = v }),
        Real("weight_decay", [], "0 or above", v => v >= 0, (c, v) => c with { WeightDecay = v }),
        Real("dropout", [], "at least 0 and below 1", v => v is >= 0 and < 1, (c, v) => c with { Dropout = v }),
        Whole("embedding_size", [], "a whole number of at least 2", v => v >= 2, (c, v) => c with { EmbeddingSize = v }),
        Whole("image_size", [], ImageSizes(), v => v is >= 16 and <= 256, (c, v) => c with { ImageSize = v }),
        Whole("width", [], "a whole number from 4 to 128", v => v is >= 4 and <= 128, (c, v) => c with { Width = v }),
        new("normalize", [], ParameterKind.Flag, "true or false", _ => true, [], (c, v) => c with { Normalize = v.Number != 0 }),
        new("invert", [], ParameterKind.Flag, "true or false", _ => true, [], (c, v) => c with { Invert = v.Number != 0 }),
        new("augment", [], ParameterKind.Choices, "none, flip, shift, light or a list", _ => true, Words<Augmentations>(),
            (c, v) => c with { Augment = v.Text!.Split(',').Aggregate(Augmentations.None, (all, w) => all | Parse<Augmentations>(w)) }),
        Choice<MiningKind>("mining", (c, v) => c with { Mining = v }),
    ];

    /// <summary>Every name a sweep file may use, aliases included.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.SelectMany(d => d.Aliases.Prepend(d.Name))];

    /// <summary>The parameter of a name or alias, or null.</summary>
    public static ParameterDefinition? Find(string name) => All.FirstOrDefault(d => d.Name == name || d.Aliases.Contains(name));

    /// <summary>The lower-case name of an enumeration's value, as files have it.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static ParameterDefinition Choice<T>(string name, Func<RunConfiguration, T, RunConfiguration> apply)
        where T : struct, Enum =>
        new(name, [], ParameterKind.Choice, string.Join(", ", Words<T>()), _ => true, Words<T>(), (c, v) => apply(c, Parse<T>(v.Text!)));

    private static ParameterDefinition Real(
        string name, string[] aliases, string domain, Func<double, bool> allows, Func<RunConfiguration, double, RunConfiguration> apply) =>
        new(name, aliases, ParameterKind.Real, domain, allows, [], (c, v) => apply(c, v.Number));

    private static ParameterDefinition Whole(
        string name, string[] aliases, string domain, Func<double, bool> allows, Func<RunConfiguration, int, RunConfiguration> apply) =>
        new(name, aliases, ParameterKind.Whole, domain, allows, [], (c, v) => apply(c, (int)v.Number));

    private static string ImageSizes() => "a whole number from 16 to 256" + string.Concat(ModelCatalog.All
        .Where(m => m.SmallestImageSize > 16)
        .GroupBy(m => m.SmallestImageSize)
        .Select(g => $" ({string.Join(", ", g.Select(m => m.Name))}: from {g.Key})"));

    private static string MarginDomain() => "above 0" + string.Concat(LossCatalog.All.Where(l => double.IsFinite(l.MarginBelow))
        .GroupBy(l => l.MarginBelow)
        .Select(g => FormattableString.Invariant($" (and below {g.Key} where the loss is {string.Join(" or ", g.Select(l => l.Name))})")));

    private static string[] Words<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(NameOf)];

    private static T Parse<T>(string word)
        where T : struct, Enum => Enum.GetValues<T>().First(v => NameOf(v) == word);
}
